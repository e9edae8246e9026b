/**
 * The text that both sides of a compressed connection know before its first message, as ASCII. What is
 * likely comes last: it is cheapest there. Never changed: another text is another id.
 */
export const DICTIONARY: { readonly id: string; readonly text: string } = {
  id: 'millrace.1',
  text: [
    'https://www..com.orghttp://T00:00:00.000Z2025-2026-2027-0123456789truefalsenull',
    '"longitude":"latitude":"altitude":"heading":"magnitude":"depth":"temperature":"pressure":"humidity":',
    '"description":"category":"currency":"quantity":"amount":"volume":"symbol":"status":"type":"kind":"state":"city":"country":',
    '"user":"email":"title":"text":"url":"source":"target":"origin":"destination":"delay":"distance":"flight":"duration":',
    '"auction":"bidder":"seller":"price":"bid":"ask":"driver":"position":"lap":"speed":"lat":"lon":"lng":"x":"y":"z":',
    '"dateTime":"timestamp":"date":"time":"start":"end":"at":"from":"to":"first":"last":"name":"id":"key":',
    '"median":"quantiles":"p50":"p90":"p95":"p99":"mean":"average":"total":"rate":"min":"max":"sum":"count":"value":"n":',
    '{"t":"pick","ch":0,"from":,"to":,"wm":,"why":"conflated","offs":[],"items":[',
    '{"op":"ret","d":{"d":null,"d":[{"},"et":"start","win":{"s":"start","e":"end","pane":"early","i":1,"final":false,"replaces":[{"s":,"e":}]}},',
    '{"k":"","op":"upd","d":{"},"et":,"win":{"s":,"e":,"pane":"late","i":0,"final":false}},{"k":"',
    '","op":"ins","d":{"},"et":17,"win":{"s":17,"e":17,"pane":"onTime","i":0,"final":true}},{"k":"',
    '{"t":"ev","ch":0,"off":,"wm":"start","items":[{"op":"ins","d":{"},"et":17}]}',
  ].join(''),
};
