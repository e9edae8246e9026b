import { refreshTables } from './refreshTables.ts';
import { steerPlayback } from './steerPlayback.ts';

const { socket } = document.body.dataset;
if (socket !== undefined) steerPlayback(new URL(socket, location.href.replace(/^http/, 'ws')).href);
refreshTables();
