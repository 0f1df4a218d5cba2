package dev.atelier.bootstrap.benchmark;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;

import dev.atelier.application.checkpoint.ReadModelFiles;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.Trainings;
import dev.atelier.domain.StorageUri;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** How long many models are listed and searched, and how quickly one is hashed beside {@code sha256sum}. */
record ModelSearch(Path folder) {

    private static final int MODELS = 10_000;
    private static final int REQUESTS = 200;
    private static final long LARGE = 2L << 30;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    void measure(Table table) {
        try {
            search(table);
            hash(table);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void search(Table table) throws SQLException, InterruptedException {
        Path data = folder.resolve("data");
        try (WebUiSimulator node = WebUiSimulator.start()) {
            try (AtelierProcess service = start(data, node)) {
                new Trainings(service.client()).uploadBase();
                long end = System.nanoTime() + PATIENCE.toNanos();
                while (service.client()
                        .get("/checkpoints/search?name=base")
                        .data(200)
                        .at("/checkpoints/0/files/0/legacy_hash")
                        .isNull()) {
                    if (System.nanoTime() > end) {
                        throw new IllegalStateException("the model was not read");
                    }
                    Thread.sleep(100);
                }
            }
            fill(data);
            try (AtelierProcess service = start(data, node)) {
                ApiClient client = service.client();
                String id = client.get("/checkpoints/search?limit=1")
                        .data(200)
                        .at("/checkpoints/0/checkpoint/id")
                        .asText();
                long ping = p95(client, "/ping");
                for (String path : new String[] {
                    "/checkpoints?per_page=20",
                    "/checkpoints/" + id,
                    "/checkpoints/search?limit=20",
                    "/checkpoints/search?limit=20&name=base",
                    "/checkpoints/search?limit=20&name=nothing",
                    "/checkpoints/search?limit=20&family=unknown&kind=unknown",
                    "/checkpoints/search?limit=20&creator=api&types=Stable-diffusion&status=Active",
                    "/checkpoints/search?limit=20&tag=none",
                    "/checkpoints/search?limit=20&hash=0000005000"
                }) {
                    table.row(
                            "`" + path.replace(id, "{id}") + "`, p95 with 10,000 models",
                            Table.millis(p95(client, path)),
                            "`/ping`: " + Table.millis(ping),
                            "");
                }
            }
        }
    }

    private static AtelierProcess start(Path data, WebUiSimulator node) {
        return AtelierProcess.in(data)
                .with("ATELIER_LOCAL_GPU_NODES", node.url())
                .start();
    }

    private static long p95(ApiClient client, String path) {
        Samples.of(REQUESTS / 5, i -> client.get(path).data(200));
        return Samples.of(REQUESTS, i -> client.get(path).data(200)).percentile(95);
    }

    private static void fill(Path data) throws SQLException {
        try (RowCopies rows = RowCopies.of(data)) {
            String id = "cast('00000000-0000-4000-8000-' || lpad(x, 12, '0') as uuid)";
            String base = "(select checkpoint_id from checkpoint_file where name = 'base.safetensors')";
            String name = "'base-' || x || '.safetensors'";
            rows.add(
                    "checkpoint",
                    "id = " + base,
                    MODELS,
                    Map.of("id", id, "created", "dateadd('second', -25 * x, created)"));
            Map<String, String> ofModel = Map.of("checkpoint_id", id);
            String like = "checkpoint_id = " + base;
            rows.add("checkpoint_access", like, MODELS, ofModel);
            rows.add("checkpoint_term", like, MODELS, ofModel);
            rows.add("model_description", like, MODELS, ofModel);
            rows.add("model_hash", like, MODELS, Map.of("checkpoint_id", id, "auto_v2", "lpad(x, 10, '0')"));
            rows.add(
                    "checkpoint_file",
                    like,
                    MODELS,
                    Map.of("checkpoint_id", id, "name", name, "held_name", name, "stem", "'base-' || x"));
        }
    }

    private void hash(Table table) throws IOException, InterruptedException {
        Path file = Files.createDirectories(folder).resolve("large.safetensors");
        byte[] header = "{}      ".getBytes(StandardCharsets.US_ASCII);
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            large.write(header);
            large.setLength(LARGE);
        }
        long ours = Long.MAX_VALUE;
        long theirs = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            ours = Math.min(ours, read(file));
            long begun = System.nanoTime();
            new ProcessBuilder("sha256sum", file.toString()).start().waitFor();
            theirs = Math.min(theirs, System.nanoTime() - begun);
        }
        table.row(
                "hashing 2 GiB (all hashes), best of 3",
                Table.seconds(ours),
                "`sha256sum`: " + Table.seconds(theirs),
                Table.ratio((double) theirs / ours) + " of its rate");
    }

    private static long read(Path file) throws IOException, InterruptedException {
        InMemoryAtelier atelier = new InMemoryAtelier();
        InMemoryModelStore store = new InMemoryModelStore(atelier.clock) {
            @Override
            public InputStream open(StorageUri location) throws IOException {
                return Files.newInputStream(file);
            }

            @Override
            public SeekableByteChannel openChannel(StorageUri location) throws IOException {
                return Files.newByteChannel(file);
            }
        };
        atelier.add(checkpoint().files("large.safetensors"));
        long begun = System.nanoTime();
        new ReadModelFiles(atelier.checkpoints, atelier.readings, atelier.describer, store)
                .run(atelier.readings.claim(PATIENCE).orElseThrow());
        return System.nanoTime() - begun;
    }
}
