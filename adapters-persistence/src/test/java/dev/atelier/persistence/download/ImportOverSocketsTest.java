package dev.atelier.persistence.download;

import static dev.atelier.application.testing.TestCallers.designer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.ImportDeadline;
import dev.atelier.application.checkpoint.ImportFromHub;
import dev.atelier.application.checkpoint.ImportPolicy;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.checkpoint.ImportTransfer;
import dev.atelier.application.checkpoint.ManageImports;
import dev.atelier.application.checkpoint.RequestCheckpointImport;
import dev.atelier.application.checkpoint.RunCheckpointImport;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.InMemoryRemoteFileDownloader;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportCredential.Kind;
import dev.atelier.domain.checkpoint.ImportSecret;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports from servers that want a secret, redirect to others, drop the connection, or lie about what they send. */
@Tag("slow")
class ImportOverSocketsTest {

    private static final String TOKEN = "hf_the-token";
    private static final String CONTENT = "0123456789".repeat(200_000);
    private static final String SHA = InMemoryRemoteFileDownloader.sha256(CONTENT);
    private static final Caller ANN = designer("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ModelServer hub = new ModelServer();
    private final ModelServer cdn = new ModelServer();

    /** {@code Authorization} and query of the requests to each. */
    private final List<String> atHub = new CopyOnWriteArrayList<>();

    private final List<String> atCdn = new CopyOnWriteArrayList<>();
    private HttpFileDownloader files;
    private int redirects;

    @TempDir
    Path spool;

    ImportOverSocketsTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        hub.close();
        cdn.close();
        if (files != null) {
            files.close();
        }
    }

    /** What is at the place that the hub redirects to. */
    private void serve(int... breaks) {
        cdn.serving("/blob/one.safetensors", CONTENT.getBytes(), "\"v1\"", breaks)
                .observe((authorization, query) -> atCdn.add(authorization + " " + query));
    }

    /** A hub that hands nothing out without the token; it says another digest at the first so many requests. */
    private void gate(int lies) {
        hub.observe((authorization, query) -> atHub.add(authorization + " " + query));
        hub.on("/repo/resolve/main/one.safetensors", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            boolean known =
                    ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                            || ("token=" + TOKEN).equals(query);
            if (!known) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String said = redirects++ < lies ? "0".repeat(64) : SHA;
            exchange.getResponseHeaders().set("X-Linked-ETag", '"' + said + '"');
            exchange.getResponseHeaders()
                    .set("Location", "http://cdn.example:" + cdn.port() + "/blob/one.safetensors?sig=1");
            exchange.sendResponseHeaders(302, -1);
        });
    }

    private String url() {
        return "http://hub.example:" + hub.port() + "/repo/resolve/main/one.safetensors";
    }

    private void giveToken(Kind kind, String parameter) {
        atelier.credentials.save(
                new ImportCredential(
                        UUID.randomUUID(),
                        "hub.example:" + hub.port(),
                        Optional.of(ANN.name()),
                        kind,
                        parameter,
                        Instant.EPOCH,
                        Optional.empty()),
                new ImportSecret(TOKEN),
                10);
    }

    @Test
    void wantsATokenRedirectsDropsThreeTimesAndLiesOnceAboutItsHash() throws Exception {
        gate(4);
        serve(700_000, 0, 600_000);
        giveToken(Kind.BEARER, "");

        Checkpoint refused = request(url());
        run();

        assertThat(now(refused).status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(now(refused).error().orElseThrow())
                .contains(url(), "its SHA-256 is " + SHA, "0".repeat(64) + " was published by its server")
                .doesNotContain(TOKEN);
        assertThat(atelier.store.files()).isEmpty();
        assertThat(spool).isEmptyDirectory();
        assertThat(cdn.ranges).hasSize(4).first().isEqualTo("null");
        assertThat(cdn.ranges.get(3)).matches("bytes=1[0-9]{6}-");

        Checkpoint accepted = request(url());
        run();

        assertThat(now(accepted).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(now(accepted).files().get(0).sha256()).isEqualTo(SHA);
        assertThat(atelier.read(now(accepted).files().get(0).location())).isEqualTo(CONTENT);
        assertThat(atHub).hasSize(5).containsOnly("Bearer " + TOKEN + " null");
        assertThat(atCdn).hasSize(5).containsOnly("null sig=1");
        assertThat(atelier.credentials.of(ANN.name()).get(0).lastUsed()).isPresent();
    }

    @Test
    void withoutATokenItSaysThatOneMayBeNeeded() throws Exception {
        gate(0);

        Checkpoint checkpoint = request(url());
        run();

        assertThat(now(checkpoint).error().orElseThrow())
                .contains("responded with 401; it may need a secret for its host");
    }

    @Test
    void aTokenInTheQueryGoesToItsHostAlone() throws Exception {
        gate(0);
        serve();
        giveToken(Kind.QUERY, "token");

        Checkpoint checkpoint = request(url());
        run();

        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atHub).containsExactly("null token=" + TOKEN);
        assertThat(atCdn).containsExactly("null sig=1");
        assertThat(now(checkpoint).params().toString()).doesNotContain(TOKEN);
    }

    @Test
    void aTokenThatAHostRepeatsInItsRedirectIsNotSentOn() throws Exception {
        giveToken(Kind.QUERY, "token");
        hub.observe((authorization, query) -> atHub.add(authorization + " " + query));
        repeating("/one.ckpt", "/two.ckpt?n=1");
        repeating("/two.ckpt", "http://cdn.example:" + cdn.port() + "/blob/one.safetensors?token=signature");
        repeating("/wrong.ckpt", "ftp://cdn.example/blob/one.safetensors?x=1");
        serve();

        Checkpoint checkpoint = request("http://hub.example:" + hub.port() + "/one.ckpt?x=%20y");
        run();
        Checkpoint refused = request("http://hub.example:" + hub.port() + "/wrong.ckpt");
        run();

        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atHub)
                .containsExactly("null x=%20y&token=" + TOKEN, "null n=1&x=%20y&token=" + TOKEN, "null token=" + TOKEN);
        assertThat(atCdn).containsExactly("null token=signature&n=1&x=%20y");
        assertThat(now(refused).error().orElseThrow())
                .contains("/wrong.ckpt redirects to a URL that is not allowed")
                .doesNotContain(TOKEN);
    }

    @Test
    void aTokenThatItsHostRepeatsIsNotSentInClearNorShown() throws Exception {
        giveToken(Kind.QUERY, "token");
        repeating("/one.ckpt", "http://127.0.0.2:1/away.ckpt?to=%41");

        Checkpoint checkpoint = request("http://hub.example:" + hub.port() + "/one.ckpt");
        run();

        assertThat(now(checkpoint).error().orElseThrow())
                .contains("127.0.0.2", "not public")
                .doesNotContain(TOKEN);
    }

    @Test
    void ofARefusalByAHostThatGotNoTokenItIsNotSaidThatTheTokenIsWrong() throws Exception {
        giveToken(Kind.BEARER, "");
        hub.redirecting("/one.ckpt", 302, "http://cdn.example:" + cdn.port() + "/one.ckpt")
                .on("/own.ckpt", exchange -> exchange.sendResponseHeaders(403, -1));
        cdn.on("/one.ckpt", exchange -> exchange.sendResponseHeaders(403, -1));

        Checkpoint elsewhere = request("http://hub.example:" + hub.port() + "/one.ckpt");
        run();
        Checkpoint own = request("http://hub.example:" + hub.port() + "/own.ckpt");
        run();

        assertThat(now(elsewhere).error().orElseThrow()).endsWith("its server responded with 403");
        assertThat(now(own).error().orElseThrow())
                .endsWith("responded with 403; the secret for its host may not be valid");
    }

    /** A redirect that has the query of the request too. */
    private void repeating(String path, String location) {
        hub.on(path, exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", location + "&" + exchange.getRequestURI().getRawQuery());
            exchange.sendResponseHeaders(302, -1);
        });
    }

    @Test
    void aTokenIsNotSentWhereTheHostOrThePortDiffersNorAfterADetour() throws Exception {
        giveToken(Kind.BEARER, "");
        hub.observe((authorization, query) -> atHub.add(authorization + " " + query));
        hub.redirecting("/away.ckpt", 302, "http://cdn.example:" + cdn.port() + "/back.ckpt")
                .redirecting("/port.ckpt", 302, "http://hub.example:" + cdn.port() + "/blob/one.safetensors")
                .serving("/home.ckpt", CONTENT.getBytes(), null);
        cdn.redirecting("/back.ckpt", 302, "http://hub.example:" + hub.port() + "/home.ckpt?x=1");
        serve();

        request("http://hub.example:" + hub.port() + "/away.ckpt");
        run();
        request("http://hub.example:" + hub.port() + "/port.ckpt");
        run();

        assertThat(atHub).containsExactly("Bearer " + TOKEN + " null", "null x=1", "Bearer " + TOKEN + " null");
        assertThat(atCdn).allMatch(request -> request.startsWith("null "));
    }

    @Test
    void aTokenIsSentToAPublicHostByHttpsOnly() throws Exception {
        atelier.credentials.save(
                new ImportCredential(
                        UUID.randomUUID(),
                        "public.example",
                        Optional.of(ANN.name()),
                        Kind.BEARER,
                        "",
                        Instant.EPOCH,
                        Optional.empty()),
                new ImportSecret(TOKEN),
                10);

        Checkpoint checkpoint = request("http://public.example/one.ckpt");
        run();

        assertThat(now(checkpoint).error().orElseThrow())
                .contains("public.example", "https only")
                .doesNotContain(TOKEN);
    }

    @Test
    void bytesThatTheStoreHasAreNotFetchedAgain() throws Exception {
        gate(0);
        serve();
        giveToken(Kind.BEARER, "");
        request(url());
        run();
        assertThat(atCdn).hasSize(1);

        Checkpoint second = create(new ImportSource(
                SourceUrl.parse("http://hub.example:" + hub.port() + "/other.safetensors"),
                SourceUrl.parse(url() + "/two.safetensors").fileName(),
                Optional.of(SHA),
                OptionalLong.empty()));
        run();

        assertThat(now(second).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(now(second).files().get(0).name().value()).isEqualTo("two.safetensors");
        assertThat(atelier.read(now(second).files().get(0).location())).isEqualTo(CONTENT);
        assertThat(atelier.store.files()).hasSize(1);
        assertThat(atHub).hasSize(1);
        assertThat(atCdn).hasSize(1);
    }

    @Test
    void aGivenHashThatDoesNotMatchIsRefused() throws Exception {
        hub.serving("/one.ckpt", CONTENT.getBytes(), null);
        Checkpoint checkpoint = create(new ImportSource(
                SourceUrl.parse("http://hub.example:" + hub.port() + "/one.ckpt"),
                Optional.empty(),
                Optional.of("1".repeat(64)),
                OptionalLong.empty()));

        run();

        assertThat(now(checkpoint).error().orElseThrow()).contains("1".repeat(64) + " was given");
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void aPausedImportGoesOnWithTheBytesThatAreThereAlsoAfterARestart() throws Exception {
        Dribble dribble = new Dribble();
        Checkpoint checkpoint = request("http://hub.example:" + hub.port() + "/slow.ckpt");

        pauseMeanwhile(checkpoint, dribble);
        files.close();
        files = null;
        resume(checkpoint);
        dribble.open.countDown();
        run();

        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atelier.read(now(checkpoint).files().get(0).location())).isEqualTo(CONTENT);
        assertThat(hub.ranges).containsExactly("null", "bytes=100000-");
    }

    @Test
    void aPausedImportBeginsAgainWhenTheFileHasChanged() throws Exception {
        Dribble dribble = new Dribble();
        Checkpoint checkpoint = request("http://hub.example:" + hub.port() + "/slow.ckpt");

        pauseMeanwhile(checkpoint, dribble);
        resume(checkpoint);
        dribble.tag = "\"v2\"";
        dribble.open.countDown();
        run();

        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atelier.read(now(checkpoint).files().get(0).location())).isEqualTo(CONTENT);
    }

    @Test
    void aCancelledImportStopsAtOnceThoughItsServerIsSilentAndLeavesNothing() throws Exception {
        Dribble dribble = new Dribble();
        Checkpoint checkpoint = request("http://hub.example:" + hub.port() + "/slow.ckpt");
        ImportTransfer transfer = new ImportTransfer();
        CompletableFuture<Void> running = runInBackground(transfer);
        dribble.begun.await();

        ImportStatus cancelled = manage().cancel(ANN, checkpoint.id());
        transfer.stop();

        assertThat(running).failsWithin(5, TimeUnit.SECONDS);
        assertThat(cancelled.state()).isEqualTo(ImportStatus.State.CANCELLED);
        assertThat(now(checkpoint).error()).contains("cancelled by user ann");
        assertThat(atelier.store.files()).isEmpty();
        assertThat(spool).isEmptyDirectory();
        assertThat(atelier.auditLog.deeds()).contains("import.cancel " + checkpoint.id());
    }

    @Test
    void whatAnotherReplicaCancelledIsSweptUp() throws Exception {
        Dribble dribble = new Dribble();
        Checkpoint checkpoint = request("http://hub.example:" + hub.port() + "/slow.ckpt");
        pauseMeanwhile(checkpoint, dribble);
        files().removeLeftovers(atelier.imports::inProgress);
        assertThat(spool.resolve(checkpoint.id().toString())).isDirectory();

        manage().cancel(ANN, checkpoint.id());
        files().removeLeftovers(atelier.imports::inProgress);

        assertThat(spool).isEmptyDirectory();
    }

    private void pauseMeanwhile(Checkpoint checkpoint, Dribble dribble) throws Exception {
        ImportTransfer transfer = new ImportTransfer();
        CompletableFuture<Void> running = runInBackground(transfer);
        dribble.begun.await();
        while (transfer.progress().bytes() < Dribble.FIRST) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(transfer.progress().size()).hasValue(CONTENT.length());
        assertThat(manage().pause(ANN, checkpoint.id()).state()).isEqualTo(ImportStatus.State.PAUSED);
        transfer.stop(); // as the heartbeat does
        assertThat(running).failsWithin(5, TimeUnit.SECONDS);
        assertThat(atelier.imports.claim(Duration.ofMinutes(1))).isEmpty();
    }

    private void resume(Checkpoint checkpoint) {
        manage().resume(ANN, checkpoint.id());
        atelier.clock.pass(CheckpointImportQueue.RESUMPTION);
    }

    /** A server that sends a part of the file, and nothing more until it is opened. */
    private final class Dribble {

        private static final int FIRST = 100_000;

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private volatile String tag = "\"v1\"";

        Dribble() {
            byte[] content = CONTENT.getBytes();
            hub.on("/slow.ckpt", exchange -> {
                boolean rest = "\"v1\"".equals(tag)
                        && "bytes=100000-".equals(exchange.getRequestHeaders().getFirst("Range"));
                exchange.getResponseHeaders().set("ETag", tag);
                if (rest) {
                    exchange.getResponseHeaders()
                            .set("Content-Range", "bytes " + FIRST + "-" + (content.length - 1) + "/" + content.length);
                }
                exchange.sendResponseHeaders(rest ? 206 : 200, rest ? content.length - FIRST : content.length);
                if (!rest) {
                    exchange.getResponseBody().write(content, 0, FIRST);
                    exchange.getResponseBody().flush();
                }
                begun.countDown();
                open.await(20, TimeUnit.SECONDS);
                exchange.getResponseBody().write(content, FIRST, content.length - FIRST);
            });
        }
    }

    private Checkpoint request(String url) {
        return create(ImportSource.of(SourceUrl.parse(url)));
    }

    private Checkpoint create(ImportSource source) {
        RequestCheckpointImport importing = new RequestCheckpointImport(
                atelier.imports,
                files(),
                new BulkOperationsPolicy(true),
                new ImportPolicy(10, 10),
                atelier.layout,
                atelier.ids,
                atelier.clock,
                atelier.checkpointAccess,
                atelier.audit);
        return new ImportFromHub(importing, atelier.hub)
                .create(
                        ANN,
                        new ImportFromHub.Command(
                                CheckpointType.LORA, List.of(source), List.of(), Map.of(), Optional.empty()));
    }

    private ManageImports manage() {
        return new ManageImports(atelier.imports, atelier.store, atelier.clock, atelier.audit);
    }

    private void run() throws Exception {
        worker().run(atelier.imports.claim(Duration.ofHours(1)).orElseThrow(), new ImportTransfer());
    }

    private CompletableFuture<Void> runInBackground(ImportTransfer transfer) {
        var claim = atelier.imports.claim(Duration.ofHours(1)).orElseThrow();
        RunCheckpointImport worker = worker();
        return CompletableFuture.runAsync(() -> {
            try {
                worker.run(claim, transfer);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private RunCheckpointImport worker() {
        return new RunCheckpointImport(
                atelier.checkpoints,
                atelier.imports,
                files(),
                atelier.inspector,
                atelier.turns,
                atelier.store,
                atelier.describer,
                new ImportDeadline(Duration.ofDays(36_500)),
                new AuthenticateCaller(new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles)));
    }

    private HttpFileDownloader files() {
        if (files == null) {
            files = new HttpFileDownloader(
                    new ImportConfiguration(
                            List.of("hub.example", "cdn.example"),
                            8 << 20,
                            Duration.ofSeconds(30),
                            Duration.ofHours(24),
                            6,
                            Duration.ofMillis(1),
                            1,
                            spool),
                    0,
                    atelier.credentials,
                    Clock.systemUTC(),
                    new Names());
        }
        return files;
    }

    private Checkpoint now(Checkpoint checkpoint) {
        return atelier.checkpoints.find(checkpoint.id()).orElseThrow();
    }

    /** All hosts are this machine, but for one that is public. */
    private static final class Names implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return new InetAddress[] {InetAddress.getByName(host.equals("public.example") ? "8.8.8.8" : "127.0.0.1")};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
