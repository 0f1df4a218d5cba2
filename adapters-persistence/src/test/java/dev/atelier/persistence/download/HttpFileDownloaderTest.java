package dev.atelier.persistence.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ImportFailedException;
import dev.atelier.application.checkpoint.ImportTransfer;
import dev.atelier.application.checkpoint.RemoteFileDownloader.Download;
import dev.atelier.application.checkpoint.RemoteFileDownloader.Fetched;
import dev.atelier.application.checkpoint.RemoteFileDownloader.StoredContent;
import dev.atelier.application.testing.InMemoryImportCredentialRepository;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class HttpFileDownloaderTest {

    private static final int LARGEST = 8 * 1024 * 1024;

    private static final StoredContent NOTHING = (name, sha256) -> false;

    private final ImportTransfer transfer = new ImportTransfer();
    private final CheckpointId checkpoint = new CheckpointId(UUID.randomUUID());
    private final byte[] content = new byte[3_000_000];
    private final ModelServer server = new ModelServer();
    private HttpFileDownloader files;
    private long reserve;

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
        assertThat(fetched.file().orElseThrow()).doesNotExist();
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
        assertThatThrownBy(() ->
                        over(3, "127.0.0.1").fetch(download(url("/a.safetensors"), tomorrow()), transfer, NOTHING))
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
                "attachment; filename=\"run.sh\" | given.ckpt",
                "attachment; filename=\"zürich 模型.pt\" | zürich 模型.pt",
                "attachment; filename=à.pt | à.pt",
                "attachment; filename*=UTF-8'en'z%C3%BCrich.pt | zürich.pt",
                "attachment; filename*=utf-8'de-CH'a+b%20c.pt | a+b c.pt",
                "attachment; filename*=ISO-8859-1''z%FCrich.pt | zürich.pt",
                "attachment; filename*=\"iso-8859-1'en'%A3%20rates.pt\" | £ rates.pt",
                "attachment; filename*=UTF-8''zürich.pt | zürich.pt",
                "attachment; filename*=windows-1252''%80.pt | €.pt",
                "attachment; filename*=UTF-8''z%FCrich.pt; filename=\"z.pt\" | z.pt",
                "attachment; filename*=no-such''z.ckpt; filename=\"z.pt\" | z.pt",
                "attachment; filename*=UTF-8''run.sh; filename=\"z.pt\" | z.pt",
                "attachment; filename=\"C:\\models\\new.pt\" | new.pt",
                "attachment; filename=\"C:\\\\models\\\\new.pt\" | new.pt",
                "attachment; filename=\\\\nas\\models\\new.pt | new.pt",
                "attachment; filename*=UTF-8''C%3A%5Cmodels%5Cnew.pt | new.pt",
                "attachment; filename=one, two.pt | one, two.pt",
                "attachment; filename=one,two.pt; size=3 | one,two.pt",
                "attachment; filename=\"one; two, three.pt\" | one; two, three.pt",
                "attachment; filename=\"a \\\"b\\\".pt\" | a \"b\".pt",
                "attachment; FileName = said.pt ; x | said.pt",
                "filename=said.pt | said.pt",
                "attachment; filename=\"..\" | given.ckpt",
                "attachment; filename*0=\"long na\"; filename*1=me.pt | long name.pt",
                "attachment; filename*1=me.pt; filename*0=na | name.pt",
                "attachment; filename*0*=UTF-8'de'z%C3%BC; filename*1=r%20; filename*2*=ich%2Ept | zür%20ich.pt",
                "attachment; filename=z.pt; filename*0*=ISO-8859-1''z%FC; filename*1*=rich.pt | zürich.pt",
                "attachment; filename*0=100%.pt | 100%.pt",
                "attachment; filename*1=part.pt; filename=z.pt | z.pt",
                "attachment; filename=\"=?UTF-8?B?esO8cmljaC5wdA==?=\" | zürich.pt",
                "attachment; filename==?utf-8?q?z=C3=BCrich_100%.pt?= | zürich 100%.pt",
                "attachment; filename=\"=?ISO-8859-1*de?Q?z=FC?= =?UTF-8?Q?rich?=.pt\" | zürich.pt",
                "attachment; filename=\"=?UTF-8?Q?..=2F..=5Cevil=2Ept?=\" | evil.pt",
                "attachment; filename=\"=?no-such?Q?a?=.pt\" | =?no-such?Q?a?=.pt",
                "attachment; filename= | given.ckpt",
                "attachment | given.ckpt"
            })
    void usesTheNameSentByTheServer(String disposition, String name) throws Exception {
        server.on("/given.ckpt", exchange -> {
            exchange.getResponseHeaders().set("Content-Disposition", utf8(disposition));
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        });

        assertThat(fetch("/given.ckpt").name().value()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"zürich.pt, zürich.pt", "'a, £.pt', 'a, £.pt'"})
    void usesANameInIso88591(String sent, String name) throws Exception {
        server.on("/given.ckpt", exchange -> {
            exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + sent + '"');
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        });

        assertThat(fetch("/given.ckpt").name().value()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/zürich 模型.ckpt?t=ä b; /z%C3%BCrich%20%E6%A8%A1%E5%9E%8B.ckpt?t=%C3%A4%20b; zürich 模型.ckpt",
                "/one [v1] a|b.ckpt; /one%20%5Bv1%5D%20a%7Cb.ckpt; one [v1] a|b.ckpt",
                "/100%.ckpt#end; /100%25.ckpt; 100%.ckpt",
                "/m//twice.ckpt; /m//twice.ckpt; twice.ckpt"
            })
    void requestsUrlsAsBrowsersDo(String written, String requested, String name) throws Exception {
        AtomicReference<String> target = new AtomicReference<>();
        server.on("/", exchange -> {
            target.set(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        });

        Fetched direct = fetch(written);

        assertThat(target).hasValue(requested);
        assertThat(direct.name().value()).isEqualTo(name);
        assertWhole(direct);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/zürich 模型.ckpt?t=ä b; /z%C3%BCrich%20%E6%A8%A1%E5%9E%8B.ckpt?t=%C3%A4%20b; zürich 模型.ckpt",
                "one [v1] a|b.ckpt; /get/one%20%5Bv1%5D%20a%7Cb.ckpt; one [v1] a|b.ckpt",
                "' ../a.ckpt\t'; /a.ckpt; a.ckpt",
                "'?to=a|b'; /get/?to=a%7Cb; given.ckpt"
            })
    void followsRedirectsAsBrowsersDo(String location, String requested, String name) throws Exception {
        AtomicReference<String> target = new AtomicReference<>();
        server.redirecting("/given.ckpt", 302, "/get/").on("/", exchange -> {
            if (exchange.getRequestURI().toString().equals("/get/")) {
                exchange.getResponseHeaders().set("Location", utf8(location));
                exchange.sendResponseHeaders(307, -1);
                return;
            }
            target.set(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        });

        Fetched fetched = fetch("/given.ckpt");

        assertThat(target).hasValue(requested);
        assertThat(fetched.name().value()).isEqualTo(name);
    }

    @Test
    void sendsBytesOfARedirectBackAsTheyCame() throws Exception {
        AtomicReference<String> target = new AtomicReference<>();
        server.redirecting("/given.ckpt", 302, "/m/z\u00fcrich.ckpt").on("/m", exchange -> {
            target.set(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        });

        assertThat(fetch("/given.ckpt").name().value()).isEqualTo("zürich.ckpt");
        assertThat(target).hasValue("/m/z%FCrich.ckpt");
    }

    @Test
    void saysThatADownloadIsTruncated() {
        server.on("/a.ckpt", exchange -> {
            exchange.sendResponseHeaders(200, 5000);
            exchange.getResponseBody().write(new byte[100]);
            exchange.getResponseBody().flush();
        });

        assertThatThrownBy(() -> fetch("/a.ckpt"))
                .isInstanceOf(ImportFailedException.class)
                .hasMessageContaining(
                        "the download is truncated: its server ended the connection after 100 of 5000 bytes");
    }

    @Test
    void saysThatADownloadInChunksIsTruncated() throws Exception {
        try (ServerSocket chunks = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            List<String> requests = new CopyOnWriteArrayList<>();
            Thread answers = new Thread(() -> answerWithOneChunk(chunks, requests));
            answers.start();

            assertThatThrownBy(() -> over(2, "127.0.0.1")
                            .fetch(
                                    download(
                                            SourceUrl.parse("http://127.0.0.1:" + chunks.getLocalPort() + "//a.ckpt"),
                                            tomorrow()),
                                    transfer,
                                    NOTHING))
                    .isInstanceOf(ImportFailedException.class)
                    .hasMessageContaining("the download is truncated: its server ended the connection after 3 bytes");
            answers.join();
            assertThat(requests).containsOnly("GET //a.ckpt HTTP/1.1").hasSize(2);
        }
    }

    private static void answerWithOneChunk(ServerSocket server, List<String> requests) {
        for (int request = 0; request < 2; request++) {
            try (Socket connection = server.accept()) {
                BufferedReader head = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
                requests.add(head.readLine());
                while (!head.readLine().isEmpty()) {
                    continue;
                }
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
                                    download(
                                            SourceUrl.parse("http://" + host + ":" + server.port() + "/a.ckpt"),
                                            tomorrow()),
                                    transfer,
                                    NOTHING))
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
                        download(SourceUrl.parse("http://inward.example:" + server.port() + "/a.ckpt"), tomorrow()),
                        transfer,
                        NOTHING);

        assertThat(fetched.file().orElseThrow()).hasContent("inward.example:" + server.port());
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
                        .fetch(download(url("/a.ckpt"), Instant.now().plusMillis(100)), transfer, NOTHING))
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
        try (PartialFile held = PartialFile.open(new Spool(spool).folder(checkpoint), 0, 0)) {
            server.serving("/a.ckpt", content, null);

            assertThatThrownBy(() -> fetch("/a.ckpt"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it open already");
            assertThat(held.size()).isZero();
        }
    }

    @Test
    void theReserveOfTheDiskIsLeftFree() {
        reserve = Long.MAX_VALUE / 2;
        server.serving("/a.ckpt", content, null);

        assertThatThrownBy(() -> fetch("/a.ckpt"))
                .isInstanceOf(InsufficientStorageException.class)
                .hasMessageContaining("has no space for");

        reserve = 0;
        assertThatCode(() -> fetch("/a.ckpt")).doesNotThrowAnyException();
    }

    /** What the server sends as ISO-8859-1, so that the bytes of UTF-8 go out. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private Fetched fetch(String path) throws Exception {
        return over(3, "127.0.0.1").fetch(download(url(path), tomorrow()), transfer, NOTHING);
    }

    private Download download(SourceUrl url, Instant deadline) {
        return new Download(checkpoint, 0, ImportSource.of(url), new UserName("ann"), deadline);
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
                        Duration.ofSeconds(1),
                        Duration.ofHours(24),
                        tries,
                        Duration.ofMillis(1),
                        1,
                        spool),
                reserve,
                new InMemoryImportCredentialRepository(),
                Clock.systemUTC(),
                new FixedNames());
        return files;
    }

    private void assertWhole(Fetched fetched) throws Exception {
        assertThat(fetched.file().orElseThrow()).hasBinaryContent(content);
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
