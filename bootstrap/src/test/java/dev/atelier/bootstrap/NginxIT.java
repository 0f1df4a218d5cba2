package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.application.testing.ReservedPort;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.persistence.testing.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines for nginx in docs/deploy.md, in a real nginx with TLS before the shipped jar. Skipped where there is no nginx. */
class NginxIT {

    private static final Pattern LOCATION = Pattern.compile("(?ms)^```\\n(location (\\S+) \\{.*?\\n})\\n```$");

    private static final Path PROGRAM = Stream.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static TlsFiles tls;
    private static SSLContext trusting;
    private static HttpClient http;
    private static WebUiSimulator generator;
    private static AtelierProcess service;
    private static String job;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(PROGRAM).as("nginx is not installed").isNotNull();
        tls = TlsFiles.make(folder, "ip:127.0.0.1");
        trusting = trusting(tls.bundle());
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting)
                .build();
        generator = WebUiSimulator.start();
        service = new LocalGpuStack(Files.createDirectory(folder.resolve("models")))
                .given(AtelierProcess.in(folder.resolve("data")), generator)
                .start();
        ApiClient direct = service.client();
        direct.endpoint("one", "Async", 1);
        job = direct.createJob("Async", WebUiSimulator.FIRST_MODEL, SubmittedJobs.payload(1));
        direct.start(job);
        assertThat(direct.awaitEnd(job, PATIENCE).path("status").asText()).isEqualTo("succeed");
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (generator != null) {
            generator.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/images/"})
    void linksLeadThroughTheProxyWhateverClientsSay(String path) throws Exception {
        try (Nginx nginx = new Nginx(path, service.url().getPort())) {
            HttpRequest request = api(nginx, "inferences/" + job)
                    .header("X-Forwarded-Host", "other.example")
                    .header("X-Forwarded-Port", "1")
                    .header("X-Forwarded-Proto", "http")
                    .header("X-Forwarded-Prefix", "/other")
                    .header("Forwarded", "host=other.example;proto=http")
                    .build();
            String link = data(request).path("img_presigned_urls").get(0).asText();

            assertThat(link).startsWith(nginx.url() + "files/");
            HttpResponse<byte[]> image = http.send(
                    HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(image.statusCode()).isEqualTo(200);
            assertThat(image.body()).startsWith(0x89, 'P', 'N', 'G');
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/images/"})
    void aLargeUploadPassesAndArrivesWhileItIsSent(String path) throws Exception {
        try (Nginx nginx = new Nginx(path, service.url().getPort())) {
            URI link = URI.create(data(api(nginx, "inferences")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"inference_type\": \"Async\", \"task_type\":"
                                    + " \"txt2img\", \"models\": {\"Stable-diffusion\": [\""
                                    + WebUiSimulator.FIRST_MODEL + "\"]}}"))
                            .build())
                    .path("inference")
                    .path("api_params_s3_upload_url")
                    .asText());
            int half = 2_000_000;
            long before = stored();
            try (Socket socket = trusting.getSocketFactory().createSocket("127.0.0.1", link.getPort())) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                OutputStream out = socket.getOutputStream();
                out.write(
                        ascii("PUT " + link.getRawPath() + "?" + link.getRawQuery() + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                + "Connection: close\r\nContent-Length: " + 2 * half + "\r\n\r\n"));
                out.write(ascii(" ".repeat(half)));
                out.flush();
                await().atMost(PATIENCE).ignoreExceptions().until(() -> stored() >= before + half / 2);
                out.write(ascii(" ".repeat(half - 2) + "{}"));
                out.flush();
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    /** As of a stream of events. */
    @Test
    void aResponseIsPassedOnWhileItIsWritten() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        HttpServer events = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        events.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(ascii("data: 1\n\n"));
            exchange.getResponseBody().flush();
            awaitQuietly(read);
            exchange.close();
        });
        events.start();
        try (Nginx nginx = new Nginx("/", events.getAddress().getPort());
                InputStream response = http.send(
                                HttpRequest.newBuilder(nginx.url()).build(), HttpResponse.BodyHandlers.ofInputStream())
                        .body()) {
            assertThat(new String(response.readNBytes(7), StandardCharsets.US_ASCII))
                    .isEqualTo("data: 1");
            assertThat(read.getCount()).as("the response is not at its end").isEqualTo(1);
            read.countDown();
        } finally {
            read.countDown();
            events.stop(0);
        }
    }

    private static HttpRequest.Builder api(Nginx nginx, String path) {
        return HttpRequest.newBuilder(nginx.url().resolve(path))
                .header("x-api-key", AtelierProcess.KEY)
                .header("username", "api");
    }

    private static JsonNode data(HttpRequest request) throws Exception {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        return new ObjectMapper().readTree(response.body()).path("data");
    }

    private static long stored() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("store"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** A process of nginx with the documented lines for this path, before a server on this port. */
    private static final class Nginx implements AutoCloseable {

        private final ReservedPort port = new ReservedPort();
        private final URI url;
        private final Process process;

        private Nginx(String path, int backend) throws IOException {
            url = URI.create("https://127.0.0.1:" + port.number() + path);
            Path home = Files.createTempDirectory(folder, "nginx");
            Path configuration =
                    Files.writeString(home.resolve("nginx.conf"), configuration(path, port.number(), backend));
            Path log = home.resolve("log");
            process = new ProcessBuilder(
                            PROGRAM.toString(),
                            "-e",
                            log.toString(),
                            "-p",
                            home.toString(),
                            "-c",
                            configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("output").toFile())
                    .start();
            await().atMost(PATIENCE).until(() -> accepts(port.number()) || !process.isAlive());
            assertThat(process.isAlive())
                    .as(() -> read(log) + read(home.resolve("output")))
                    .isTrue();
        }

        private URI url() {
            return url;
        }

        private static String configuration(String path, int port, int backend) throws IOException {
            String location = LOCATION.matcher(Files.readString(Path.of("..", "docs", "deploy.md")))
                    .results()
                    .filter(match -> match.group(2).equals(path))
                    .map(match -> match.group(1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("docs/deploy.md has no location " + path));
            assertThat(location).contains("http://127.0.0.1:8080");
            return String.join(
                    "\n",
                    List.of(
                            "daemon off;",
                            "master_process off;",
                            "pid nginx.pid;",
                            "events {}",
                            "http {",
                            "access_log off;",
                            "client_body_temp_path body;",
                            "proxy_temp_path proxy;",
                            "fastcgi_temp_path fastcgi;",
                            "uwsgi_temp_path uwsgi;",
                            "scgi_temp_path scgi;",
                            "server {",
                            "listen 127.0.0.1:" + port + " ssl;",
                            "ssl_certificate " + tls.postgres().get("ssl_cert_file") + ";",
                            "ssl_certificate_key " + tls.postgres().get("ssl_key_file") + ";",
                            location.replace("127.0.0.1:8080", "127.0.0.1:" + backend),
                            "}",
                            "}",
                            ""));
        }

        private static boolean accepts(int port) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        }

        private static String read(Path file) {
            try {
                return Files.exists(file) ? Files.readString(file) : "";
            } catch (IOException e) {
                return e.toString();
            }
        }

        @Override
        public void close() throws IOException {
            process.destroy();
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            } finally {
                port.close();
            }
        }
    }
}
