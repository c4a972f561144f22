import * as z from 'zod/mini';
import { isOneLine } from './plain-text';
import { tlsForm } from './tls-form';

const oneLine = z.refine<string>(isOneLine, 'must be one line without control characters');

const hostName = z
  .string()
  .check(
    z.maxLength(253),
    z.regex(/^[\w.:-]+$/, 'must be a host name or an IP address, without a scheme or port'),
  );

const host = hostName.check(
  z.describe(
    'Server of a tcp, tls, postgres or grpc probe, or the name that a dns probe looks up.',
  ),
);

const port = z
  .int()
  .check(
    z.minimum(1),
    z.maximum(65_535),
    z.describe(
      'Port of a tcp, tls, postgres or grpc probe; 443 for tls and grpc and 5432 for postgres by default.',
    ),
  );

const postgresName = z.string().check(z.minLength(1), z.maxLength(63), oneLine);

const tls = z.exactOptional(tlsForm);

export const tcpShape = { host, port };

export const tlsShape = {
  host,
  port: z._default(port, 443),
  tls,
  certificateDays: z._default(
    z
      .int()
      .check(
        z.minimum(0),
        z.maximum(3_650),
        z.describe(
          'Minimum number of days for which the certificate of a tls probe must remain valid.',
        ),
      ),
    14,
  ),
};

export const postgresShape = {
  host,
  port: z._default(port, 5432),
  tls,
  /** https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS */
  sslmode: z._default(
    z
      .enum(['disable', 'require', 'verify-full'])
      .check(z.describe('TLS mode of a postgres probe, with the names of libpq.')),
    'require',
  ),
  user: z._default(
    postgresName.check(
      z.describe(
        'User in the start-up message of a postgres probe; it need not exist, because the probe does not log in.',
      ),
    ),
    'gatehouse',
  ),
  database: z._default(
    postgresName.check(z.describe('Database in the start-up message of a postgres probe.')),
    'postgres',
  ),
};

/** https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export const grpcShape = {
  host,
  port: z._default(port, 443),
  tls,
  service: z._default(
    z
      .string()
      .check(
        z.regex(/^[\w.]{0,200}$/, 'must be the full name of a service, such as orders.v1.Orders'),
        z.describe(
          'Full name of the service that a grpc probe asks about; absent: the whole server.',
        ),
      ),
    '',
  ),
  plaintext: z._default(z.boolean().check(z.describe('Connect a grpc probe without TLS.')), false),
};

/** Types of records with the codes of https://www.iana.org/assignments/dns-parameters */
const recordTypes = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SRV', 'TXT'] as const;

export const dnsShape = {
  host,
  recordType: z._default(
    z
      .enum(recordTypes, `must be ${recordTypes.slice(0, -1).join(', ')} or TXT`)
      .check(z.describe('Type of the records that a dns probe asks for.')),
    'A',
  ),
  resolver: z.exactOptional(
    z
      .string()
      .check(
        z.regex(
          /^(\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?|\[[\da-f:.]+\](:\d{1,5})?|[\da-f]*:[\da-f:.]+)$/i,
          'must be an IP address, with a port where it is not 53',
        ),
        z.describe(
          'IP address of the DNS server that a dns probe asks, such as 10.0.0.2 or [fd00::2]:5353; absent: the one of the machine.',
        ),
      ),
  ),
  expectRecords: z.exactOptional(
    z
      .array(z.string().check(z.minLength(1), z.maxLength(1_000)))
      .check(
        z.minLength(1),
        z.maxLength(20),
        z.describe(
          'Records that must be among those found, as in a zone file (`10 mail.example.com`); absent: any record will do.',
        ),
      ),
  ),
};
