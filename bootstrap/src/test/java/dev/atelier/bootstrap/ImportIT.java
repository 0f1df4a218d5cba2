package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports by URL from a server that closes connections early. */
class ImportIT {

    private static final long SIZE = 1L << 30;
    private static final int BLOCK = 1 << 20;
    private static final int BREAKS = 3;

    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer models;

    @TempDir
    Path folder;

    @BeforeEach
    void serveModels() throws IOException {
        models = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        models.setExecutor(threads);
        models.createContext("/", this::answer);
        models.start();
    }

    @AfterEach
    void stop() {
        models.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aGibibyteArrivesWholeOverThreeBrokenConnectionsAndAKillWithASmallHeap() throws Exception {
        Path data = folder.resolve("data");
        try (AtelierProcess first = service(data)) {
            create(first.client());
            await().atMost(Duration.ofMinutes(2)).until(() -> spooled(data) > SIZE / 8);
            first.kill();
        }
        try (AtelierProcess service = service(data)) {
            JsonNode checkpoint = await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(200))
                    .until(
                            () -> imported(service.client()),
                            found -> !"Initial".equals(found.path("status").asText()));

            assertThat(checkpoint.path("status").asText())
                    .as(checkpoint.toString())
                    .isEqualTo("Active");
            assertThat(requests).hasValueGreaterThanOrEqualTo(BREAKS + 1);
            assertThat(digestOfStored(data)).isEqualTo(digestOfServed());
            assertThat(data.resolve("imports")).isEmptyDirectory();
        }
    }

    @Test
    void aUrlThatPointsInwardIsRejected() {
        try (AtelierProcess service = AtelierProcess.in(folder.resolve("data")).start()) {
            for (String host : new String[] {
                "127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "2130706433", "0x7f000001", "0177.0.0.1"
            }) {
                ApiClient.Answer answer =
                        create(service.client(), "http://" + host + ":" + port() + "/large.safetensors");
                assertThat(answer.status()).as(host).isEqualTo(400);
            }
            assertThat(create(service.client(), "http://localhost:" + port() + "/large.safetensors")
                            .status())
                    .isEqualTo(202);
            JsonNode disabled = await().atMost(ApiClient.PATIENCE)
                    .until(
                            () -> imported(service.client()),
                            found -> !"Initial".equals(found.path("status").asText()));
            assertThat(disabled.path("status").asText()).isEqualTo("Disabled");
            assertThat(disabled.at("/params/error").asText()).contains("not public");
            assertThat(requests).hasValue(0);
        }
    }

    private static AtelierProcess service(Path data) {
        return AtelierProcess.in(data)
                .jvm("-Xmx256m")
                .with("ATELIER_IMPORT_ALLOWED_HOSTS", "127.0.0.1")
                .start();
    }

    private int port() {
        return models.getAddress().getPort();
    }

    private void create(ApiClient client) {
        ApiClient.Answer answer = create(client, "http://127.0.0.1:" + port() + "/large.safetensors");
        assertThat(answer.json().path("message").asText())
                .isEqualTo("Checkpoint creation in progress, please check later");
    }

    private static ApiClient.Answer create(ApiClient client, String url) {
        return client.call(
                "POST",
                "/checkpoints",
                "{\"checkpoint_type\": \"Stable-diffusion\", \"params\": {\"message\": \"large\"}, \"urls\": [\"" + url
                        + "\"]}");
    }

    /** The import among the models that the demo node has. */
    private static JsonNode imported(ApiClient client) {
        for (JsonNode checkpoint :
                client.get("/checkpoints?types=Stable-diffusion").data(200).path("checkpoints")) {
            if (checkpoint.path("name").path(0).asText().equals("large.safetensors")) {
                return checkpoint;
            }
        }
        throw new AssertionError("the import is not listed");
    }

    private static long spooled(Path data) {
        try (Stream<Path> files = Files.walk(data.resolve("imports"))) {
            return files.filter(file -> file.toString().endsWith(".part"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            return 0; // nothing has arrived yet
        }
    }

    /** Each of the first connections breaks after a quarter of the file. */
    private void answer(HttpExchange exchange) throws IOException {
        int turn = requests.getAndIncrement();
        String range = exchange.getRequestHeaders().getFirst("Range");
        long start = range == null ? 0 : Long.parseLong(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        if (start > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + start + "-" + (SIZE - 1) + "/" + SIZE);
        }
        exchange.sendResponseHeaders(start > 0 ? 206 : 200, SIZE - start);
        long end = turn < BREAKS ? Math.min(SIZE, start + SIZE / 4) : SIZE;
        try (exchange) {
            write(exchange.getResponseBody(), start, end);
        }
    }

    private static void write(OutputStream out, long start, long end) throws IOException {
        for (long at = start; at < end; ) {
            byte[] block = block(at / BLOCK);
            int from = (int) (at % BLOCK);
            int length = (int) Math.min(BLOCK - from, end - at);
            out.write(block, from, length);
            at += length;
        }
        out.flush();
    }

    /** A block of the file; the first begins with a header for a single tensor. */
    private static byte[] block(long number) {
        byte[] block = new byte[BLOCK];
        new SplittableRandom(number).nextBytes(block);
        if (number == 0) {
            int length = 128;
            long data = SIZE - Long.BYTES - length;
            String tensor =
                    "{\"t\": {\"dtype\": \"U8\", \"shape\": [" + data + "], \"data_offsets\": [0, " + data + "]}}";
            byte[] header = tensor.concat(" ".repeat(length - tensor.length())).getBytes(StandardCharsets.UTF_8);
            ByteBuffer.wrap(block)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .put(header);
        }
        return block;
    }

    private static String digestOfServed() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long number = 0; number < SIZE / BLOCK; number++) {
            digest.update(block(number));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digestOfStored(Path data) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(stored(data))) {
            byte[] buffer = new byte[BLOCK];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Path stored(Path data) {
        try (Stream<Path> files = Files.walk(data.resolve("store"))) {
            return files.filter(file -> file.endsWith("large.safetensors"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
