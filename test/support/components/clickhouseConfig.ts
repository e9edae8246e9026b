/** The ports of a ClickHouse server, which all have to be free. */
export interface ClickhousePorts {
  readonly http: number;
  readonly tcp: number;
  readonly interserver: number;
}

/** The server's configuration for a private one in a folder; its users stand in `users.xml` beside it. */
export function clickhouseConfig(folder: string, ports: ClickhousePorts): string {
  return `<yandex>
  <logger><level>error</level><console>1</console></logger>
  <http_port>${ports.http}</http_port>
  <tcp_port>${ports.tcp}</tcp_port>
  <interserver_http_port>${ports.interserver}</interserver_http_port>
  <listen_host>127.0.0.1</listen_host>
  <max_connections>64</max_connections>
  <mark_cache_size>67108864</mark_cache_size>
  <uncompressed_cache_size>67108864</uncompressed_cache_size>
  <path>${folder}/data/</path>
  <tmp_path>${folder}/tmp/</tmp_path>
  <user_files_path>${folder}/files/</user_files_path>
  <users_config>${folder}/users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <timezone>UTC</timezone>
</yandex>
`;
}

/** One user without a password from this machine, and one, `guarded`, whose password is `secret`. */
export const CLICKHOUSE_USERS: string = `<yandex>
  <profiles><default><max_memory_usage>1000000000</max_memory_usage></default></profiles>
  <users>
    ${user('default', '')}
    ${user('guarded', 'secret')}
  </users>
  <quotas><default></default></quotas>
</yandex>
`;

function user(name: string, password: string): string {
  const rest = '<profile>default</profile><quota>default</quota>';
  return `<${name}><password>${password}</password><networks><ip>127.0.0.1</ip></networks>${rest}</${name}>`;
}
