package dev.atelier.persistence.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.RemoteFileDownloader.Fetched;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFileDownloaderTest {

    private static final int LARGEST = 8 * 1024 * 1024;

    private final CheckpointId checkpoint = new CheckpointId(UUID.randomUUID());
    private final byte[] content = new byte[3_000_000];
    private final ModelServer server = new ModelServer();
    private HttpFileDownloader files;

    @TempDir
    Path spool;

    HttpFileDownloaderTest() throws IOException {
        new Random(7).nextBytes(content);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        if (files != null) {
            files.close();
        }
    }

    @Test
    void bringsAFileWithItsNameAndDigest() throws Exception {
        server.serving("/a.safetensors", content, "\"1\"");

        Fetched fetched = fetch("/a.safetensors");

        assertWhole(fetched);
        assertThat(fetched.name().value()).isEqualTo("a.safetensors");
        files.forget(checkpoint);
        assertThat(fetched.file()).doesNotExist();
    }

    @Test
    void goesOnWhereTheConnectionBrokeThreeTimes() throws Exception {
        server.serving("/a.safetensors", content, "\"1\"", 700_000, 0, 1_100_000);

        assertWhole(fetch("/a.safetensors"));

        assertThat(server.ranges).hasSize(4).first().isEqualTo("null");
        assertThat(server.ranges.get(3)).matches("bytes=1[0-9]{6}-");
    }

    @Test
    void startsOverWhenTheServerSendsNoValidator() throws Exception {
        server.serving("/a.safetensors", content, null, 700_000);

        assertWhole(fetch("/a.safetensors"));

        assertThat(server.ranges).containsExactly("null", "null");
    }

    @Test
    void goesOnAfterARestart() throws Exception {
        server.serving("/a.safetensors", content, "\"1\"", 700_000, 0, 0);
        assertThatThrownBy(() -> over(3, "127.0.0.1").fetch(checkpoint, 0, url("/a.safetensors"), tomorrow()))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("3 times");
        files.close();

        assertWhole(fetch("/a.safetensors"));

        assertThat(server.ranges.get(3)).matches("bytes=[0-9]{5,6}-");
    }

    @Test
    void startsOverWhenTheFileChangedMeanwhile() throws Exception {
        server.on("/a.safetensors", exchange -> {
            boolean first = server.ranges.size() == 1;
            exchange.getResponseHeaders().set("ETag", first ? "\"old\"" : "\"new\"");
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, first ? 5000 : content.length);
        });

        assertWhole(fetch("/a.safetensors"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsRedirectsAndTakesTheNameFromTheLastUrl(int status) throws Exception {
        server.redirecting("/api/12345", status, "/models/lovely%20one.ckpt?sig=a|b")
                .serving("/models/", content, "\"1\"");

        Fetched fetched = fetch("/api/12345");

        assertWhole(fetched);
        assertThat(fetched.name().value()).isEqualTo("lovely one.ckpt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attachment; filename=\"said.pth\" | said.pth",
                "attachment; filename*=UTF-8''z%C3%BCrich.pt; filename=\"z.pt\" | zürich.pt",
                "inline; filename=\"../../etc/x.yaml\" | x.yaml",
                "attachment; filename=\"run.sh\" | given.ckpt"
            })
    void usesTheNameSentByTheServer(String disposition, String name) throws Exception {
        server.on("/given.ckpt", exchange -> {
            exchange.getResponseHeaders().set("Content-Disposition", disposition);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        });

        assertThat(fetch("/given.ckpt").name().value()).isEqualTo(name);
    }

    @Test
    void rejectsARedirectInward() throws Exception {
        server.redirecting("/a.ckpt", 302, "http://169.254.169.254/latest/meta-data/a.ckpt")
                .redirecting("/b.ckpt", 307, "http://[::1]:" + server.port() + "/a.ckpt")
                .redirecting("/c.ckpt", 307, "file:///etc/passwd")
                .redirecting("/d.ckpt", 302, "http://private.example/a.ckpt")
                .redirecting("/e.ckpt", 302, "http://0x7f000001/a.ckpt");

        for (String path : List.of("/a.ckpt", "/b.ckpt", "/c.ckpt", "/d.ckpt", "/e.ckpt")) {
            int before = server.ranges.size();
            assertThatThrownBy(() -> fetch(path))
                    .as(path)
                    .isInstanceOfAny(ImportFailedException.class, InvalidRequestException.class)
                    .hasMessageContaining("public");
            assertThat(server.ranges).hasSize(before + 1);
        }
    }

    @Test
    void rejectsANameThatResolvesInwardEvenInPart() {
        server.serving("/a.ckpt", content, null);

        for (String host : List.of("inward.example", "half.example")) {
            assertThatThrownBy(() -> over(3).fetch(
                                    checkpoint,
                                    0,
                                    SourceUrl.parse("http://" + host + ":" + server.port() + "/a.ckpt"),
                                    tomorrow()))
                    .isInstanceOf(ImportFailedException.class)
                    .hasMessageContaining("not public");
        }
        assertThat(server.ranges).isEmpty();
    }

    @Test
    void connectsToTheAddressThatWasResolvedUnderTheNameThatWasGiven() throws Exception {
        server.on("/a.ckpt", exchange -> {
            exchange.getResponseHeaders()
                    .set("ETag", exchange.getRequestHeaders().getFirst("Host"));
            byte[] host = exchange.getRequestHeaders().getFirst("Host").getBytes();
            exchange.sendResponseHeaders(200, host.length);
            exchange.getResponseBody().write(host);
        });

        Fetched fetched = over(3, "inward.example")
                .fetch(
                        checkpoint,
                        0,
                        SourceUrl.parse("http://inward.example:" + server.port() + "/a.ckpt"),
                        tomorrow());

        assertThat(fetched.file()).hasContent("inward.example:" + server.port());
    }

    @Test
    void rejectsTooManyRedirects() {
        server.redirecting("/a.ckpt", 302, "/a.ckpt");

        assertThatThrownBy(() -> fetch("/a.ckpt")).hasMessageContaining("more than 10 times");
        assertThat(server.ranges).hasSize(11);
    }

    @Test
    void givesUpOnAServerThatStalls() {
        server.stalling("/a.ckpt");

        assertThatThrownBy(() -> fetch("/a.ckpt"))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("sent nothing for");
    }

    @Test
    void givesUpAtTheDeadline() {
        server.stalling("/a.ckpt");

        assertThatThrownBy(() -> over(3, "127.0.0.1")
                        .fetch(checkpoint, 0, url("/a.ckpt"), Instant.now().plusMillis(100)))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("deadline");
    }

    @Test
    void givesUpOnAServerThatNeverEnds() {
        server.endless("/a.ckpt");

        assertThatThrownBy(() -> fetch("/a.ckpt"))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("larger than the " + LARGEST);
    }

    @Test
    void givesUpOnAServerThatAnnouncesAWrongLength() {
        server.on("/more.ckpt", exchange -> {
                    exchange.getResponseHeaders().set("ETag", "\"1\"");
                    exchange.sendResponseHeaders(200, 5000);
                    exchange.getResponseBody().write(new byte[100]);
                    exchange.getResponseBody().flush();
                })
                .on("/huge.ckpt", exchange -> exchange.sendResponseHeaders(200, 1L << 50));

        assertThatThrownBy(() -> fetch("/more.ckpt"))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("tried 3 times");
        assertThatThrownBy(() -> fetch("/huge.ckpt")).hasMessageContaining("larger than");
    }

    @Test
    void rejectsAWebPage() {
        server.on("/a.ckpt", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("<html>".getBytes());
        });

        assertThatThrownBy(() -> fetch("/a.ckpt"))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("web page");
    }

    @Test
    void aRejectionIsFinalAndATroubledServerIsAskedAgain() throws Exception {
        server.on("/gone.ckpt", exchange -> exchange.sendResponseHeaders(404, -1));
        assertThatThrownBy(() -> fetch("/gone.ckpt")).hasMessageContaining("responded with 404");
        assertThat(server.ranges).hasSize(1);

        server.on("/busy.ckpt", exchange -> {
            exchange.sendResponseHeaders(server.ranges.size() < 4 ? 503 : 200, content.length);
            exchange.getResponseBody().write(content);
        });
        assertWhole(fetch("/busy.ckpt"));
    }

    @Test
    void rejectsWhatIsNotCalledAsModelsAre() {
        server.serving("/run.sh", content, null);

        assertThatThrownBy(() -> fetch("/run.sh"))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining("run.sh")
                .hasMessageContaining(".safetensors");
    }

    @Test
    void onlyOneAtATimeFetchesAFile() throws Exception {
        Files.createDirectories(spool);
        try (PartialFile held = PartialFile.open(new Spool(spool).folder(checkpoint), 0)) {
            server.serving("/a.ckpt", content, null);

            assertThatThrownBy(() -> fetch("/a.ckpt"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it open already");
            assertThat(held.size()).isZero();
        }
    }

    private Fetched fetch(String path) throws Exception {
        return over(3, "127.0.0.1").fetch(checkpoint, 0, url(path), tomorrow());
    }

    private SourceUrl url(String path) {
        return SourceUrl.parse(server.url(path));
    }

    private static Instant tomorrow() {
        return Instant.now().plus(Duration.ofDays(1));
    }

    private HttpFileDownloader over(int tries, String... allowed) {
        files = new HttpFileDownloader(
                new ImportConfiguration(
                        List.of(allowed),
                        LARGEST,
                        Duration.ofMillis(300),
                        Duration.ofHours(24),
                        tries,
                        Duration.ofMillis(1),
                        1,
                        spool),
                Clock.systemUTC(),
                new FixedNames());
        return files;
    }

    private void assertWhole(Fetched fetched) throws Exception {
        assertThat(fetched.file()).hasBinaryContent(content);
        assertThat(fetched.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    }

    /** Resolves names to this machine, and literals as they are. */
    private static final class FixedNames implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return switch (host) {
                case "inward.example" -> new InetAddress[] {InetAddress.getByName("127.0.0.1")};
                case "private.example" -> new InetAddress[] {InetAddress.getByName("10.0.0.1")};
                case "half.example" ->
                    new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("127.0.0.1")};
                default -> InetAddress.getAllByName(host);
            };
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
