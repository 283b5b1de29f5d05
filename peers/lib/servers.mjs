// Serves one folder on loopback, by http and by https.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';

const TYPES = {'.json': 'application/json', '.jwt': 'application/vc+jwt', '.jws': 'text/plain', '.png': 'image/png', '.svg': 'image/svg+xml', '.html': 'text/html', '.pem': 'application/x-pem-file'};

/** The file that answers `pathname`, or undefined. Never one outside `root`. */
function fileFor(root, pathname) {
  const asked = path.normalize(path.join(root, decodeURIComponent(pathname)));
  if (asked !== root && !asked.startsWith(root + path.sep)) return undefined;
  return [asked, `${asked}.json`, path.join(asked, 'index.json')].find((f) => fs.existsSync(f) && fs.statSync(f).isFile());
}

function contentType(file, body) {
  const type = TYPES[path.extname(file)] ?? (/^\s*[[{]/.test(body.subarray(0, 64).toString()) ? 'application/json' : 'application/octet-stream');
  return type === 'application/json' && body.includes('"@context"') ? 'application/ld+json' : type;
}

function answer(root, asked) {
  return (request, response) => {
    const {pathname} = new URL(request.url, 'http://loopback');
    const file = fileFor(root, pathname);
    asked.push({method: request.method, path: pathname, found: file !== undefined});
    if (file === undefined) return response.writeHead(404, {'content-type': 'text/plain'}).end('not in the folder\n');
    const body = fs.readFileSync(file);
    const how = fs.existsSync(`${file}.http.json`) ? JSON.parse(fs.readFileSync(`${file}.http.json`, 'utf8')) : {};
    response.writeHead(how.status ?? 200, {'content-type': how.type ?? contentType(file, body), 'cache-control': 'no-store', 'access-control-allow-origin': '*'});
    return response.end(request.method === 'HEAD' ? undefined : body);
  };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(server.address().port));
  });
}

/** Starts both servers. `ports` are free ones unless given. `asked` lists every request. */
export async function serve(root, tls, ports = {}) {
  const folder = path.resolve(root);
  const asked = [];
  const plain = http.createServer(answer(folder, asked));
  const secure = https.createServer({key: fs.readFileSync(tls.key), cert: fs.readFileSync(tls.cert)}, answer(folder, asked));
  const port = await listen(plain, ports.http ?? 0);
  const securePort = await listen(secure, ports.https ?? 0);
  return {
    http: `http://127.0.0.1:${port}`,
    https: `https://localhost:${securePort}`,
    asked,
    close() {
      for (const server of [plain, secure]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
