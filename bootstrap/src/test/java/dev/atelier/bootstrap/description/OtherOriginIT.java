package dev.atelier.bootstrap.description;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.bootstrap.AtelierProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages of another origin call a service that they reach as localhost, or through a proxy on the same machine. Chromium
 * runs with the profile {@code browser}, as in {@link DocsInBrowserIT}.
 */
class OtherOriginIT {

    private static final String PAGE = """
            <!doctype html><pre id=seen>nothing</pre><script>
            const headers = {'x-api-key': 'KEY', 'username': 'api', 'Content-Type': 'application/json'};
            const seen = [];
            async function call(method, path, body) {
              try {
                const reply = await fetch('SERVICE' + path, {method, headers, body});
                seen.push(method + ' ' + path + ' ' + reply.status + ' ' + (await reply.text()).length);
              } catch (error) {
                seen.push(method + ' ' + path + ' ' + error);
              }
            }
            (async () => {
              await call('GET', '/checkpoints');
              await call('POST', '/roles', JSON.stringify({role_name: 'painters', permissions: ['inference:all']}));
              await call('DELETE', '/roles', JSON.stringify({role_name_list: ['painters']}));
              document.getElementById('seen').textContent = seen.join('; ');
            })();
            </script>""";

    @TempDir
    static Path folder;

    private static AtelierProcess service;

    @BeforeAll
    static void start() {
        service = AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_PUBLIC_URL", "https://studio.example")
                .start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void aCallFromAnotherOriginIsGuardedByItsKeyAlone(String host) throws Exception {
        URI list = URI.create("http://" + host + ":" + service.url().getPort() + "/checkpoints");
        HttpRequest.Builder call = HttpRequest.newBuilder(list).header("Origin", "https://other.example");

        HttpResponse<String> answered = send(call.copy().header("x-api-key", AtelierProcess.KEY));
        assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
        assertThat(answered.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(send(call.copy()).body()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    @Test
    @Tag("browser")
    void aPageOfAnotherOriginCallsTheService() throws Exception {
        HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        byte[] page = PAGE.replace("KEY", AtelierProcess.KEY)
                .replace("SERVICE", "http://127.0.0.1:" + service.url().getPort())
                .getBytes(UTF_8);
        pages.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            try (var body = exchange.getResponseBody()) {
                body.write(page);
            }
        });
        pages.start();
        try {
            assertThat(Browser.draw(
                            "http://studio.example:" + pages.getAddress().getPort() + "/",
                            folder,
                            "MAP studio.example 127.0.0.1, "))
                    .containsPattern("GET /checkpoints 200 [1-9]")
                    .containsPattern("POST /roles 201 [1-9]")
                    .contains("DELETE /roles 204 0");
        } finally {
            pages.stop(0);
        }
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
