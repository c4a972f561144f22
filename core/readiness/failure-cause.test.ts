import { failureCause, failureCauses } from './failure-cause';

test.each([
  ['AssertionError: assert 1 == 2', 'assertion'],
  ['assert response.status_code == 200', 'assertion'],
  ['Failed: DID NOT RAISE <class ValueError>', 'assertion'],
  ['pytest.fail.Exception', 'other'],
  ['ValueError: the assertion of the caller', 'other'],
  ['TimeoutError: timed out', 'time'],
  ['Failed: Timeout >60.0s', 'time'],
  ['requests.exceptions.ReadTimeout: HTTPConnectionPool(host=…): Read timed out.', 'time'],
  ['AssertionError: deadline exceeded', 'time'],
  ['ConnectionRefusedError: [Errno 111] Connection refused', 'network'],
  ['socket.gaierror: [Errno -3] Temporary failure in name resolution', 'network'],
  ['urllib.error.HTTPError: HTTP Error 503: Service Unavailable', 'network'],
  ['AssertionError: status 502', 'network'],
  ['AssertionError: status 404', 'assertion'],
  ['ssl.SSLError: bad record', 'network'],
  ['MemoryError', 'resources'],
  ['OSError: [Errno 28] No space left on device', 'resources'],
  ['OSError: [Errno 98] Address already in use', 'resources'],
  ['sqlite3.OperationalError: database is locked', 'resources'],
  ["worker 'gw1' crashed while running 'tests/test_a.py::test_b'", 'crash'],
  ['KeyError: 1', 'other'],
  ['', 'other'],
] as const)('%s is %s', (message, cause) => {
  expect(failureCause(message)).toBe(cause);
  expect(failureCauses).toContain(cause);
});

test('what stands far behind in a message does not count', () => {
  expect(failureCause(`KeyError: ${'x'.repeat(1000)} timed out`)).toBe('other');
});
