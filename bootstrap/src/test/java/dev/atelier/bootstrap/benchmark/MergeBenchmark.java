package dev.atelier.bootstrap.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.ModelUpload;
import dev.atelier.bootstrap.RandomModel;
import dev.atelier.bootstrap.RandomModel.Half;
import dev.atelier.bootstrap.RandomModel.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long the shipped jar takes to merge two models of 2 GiB in half precision with a heap of 384 MB, beside {@code cp} of as
 * many bytes on the same disk. Not part of the tests; {@code ./mvnw -q -B -Pbenchmark verify -Dbenchmark=MergeBenchmark} runs
 * it. Needs 8 GiB of disk, and leaves nothing there.
 */
class MergeBenchmark {

    private static final int TENSORS = 64;
    private static final int ELEMENTS = 16 * 1024 * 1024;
    private static final long BYTES = 2L * TENSORS * ELEMENTS;
    private static final int ROUNDS = 3;
    private static final String MERGED = "merged.safetensors";
    private static final List<Integer> SAMPLE = List.of(0, 31, 63);
    private static final RandomModel A = new RandomModel(Precision.F16, TENSORS, ELEMENTS, 1);
    private static final RandomModel B = new RandomModel(Precision.F16, TENSORS, ELEMENTS, 2);

    @TempDir
    Path folder;

    @Test
    void printsTheTable() throws Exception {
        Table table = new Table();
        Path data = folder.resolve("data");
        try (AtelierProcess service = AtelierProcess.in(data).jvm("-Xmx384m").start()) {
            ModelUpload models = new ModelUpload(service.client());
            upload(models, "a.safetensors", A);
            upload(models, "b.safetensors", B);
            double[] copies = new double[ROUNDS];
            double[] merges = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                delete(service, models);
                copies[round] = copy(stored(data, "a.safetensors"), folder.resolve("copy"));
                merges[round] = merge(service, models);
            }
            table.row(
                    "Merge of two 2 GiB F16 models with `-Xmx384m`, the middle one of " + ROUNDS,
                    megabytesPerSecond(merges),
                    "`cp` of the same bytes: " + megabytesPerSecond(copies),
                    Table.ratio(median(copies) / median(merges)));
            table.row("the same: peak resident memory", peak(service) + " MB", "", "");
            requireSum(stored(data, MERGED));
            table.row("the same: " + SAMPLE.size() + " of " + TENSORS + " tensors", "equal bit for bit", "", "");
        }
        System.out.println(table);
    }

    private void upload(ModelUpload models, String name, RandomModel model) throws Exception {
        Path file = folder.resolve(name);
        model.write(file);
        models.upload(name, file);
        Files.delete(file);
    }

    /** From the request until the result is Active, in seconds. */
    static double merge(AtelierProcess service, ModelUpload models) throws IOException, InterruptedException {
        sync();
        long begin = System.nanoTime();
        int status = service.client()
                .call(
                        "POST",
                        "/inference/run-model-merge",
                        "{\"primary_model_name\": \"a.safetensors\", \"secondary_model_name\": \"b.safetensors\","
                                + " \"multiplier\": 0.5, \"custom_name\": \"merged\"}")
                .status();
        JsonNode made = models.find(MERGED);
        while (made.path("status").asText().equals("Initial")) {
            TimeUnit.MILLISECONDS.sleep(20);
            made = models.find(MERGED);
        }
        if (status != 200 || !made.path("status").asText().equals("Active")) {
            throw new IllegalStateException(made.toString());
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Copies the file as a user would, in seconds. */
    static double copy(Path file, Path copy) throws IOException, InterruptedException {
        sync();
        long begin = System.nanoTime();
        run("cp", file.toString(), copy.toString());
        double seconds = (System.nanoTime() - begin) / 1e9;
        Files.delete(copy);
        return seconds;
    }

    /** Flushes dirty pages, so that they do not slow down the measurement. */
    private static void sync() throws IOException, InterruptedException {
        run("sync");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException(command[0] + " ended with " + exit);
        }
    }

    /** Removes the result of the round before. */
    static void delete(AtelierProcess service, ModelUpload models) {
        delete(service, models, MERGED);
    }

    static void delete(AtelierProcess service, ModelUpload models, String name) {
        JsonNode made = models.find(name);
        if (!made.isMissingNode()) {
            service.client()
                    .call(
                            "DELETE",
                            "/checkpoints",
                            "{\"checkpoint_id_list\": [\"" + made.path("id").asText() + "\"]}");
        }
    }

    private static Path stored(Path data, String name) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("store"))) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static void requireSum(Path merged) throws IOException {
        for (int tensor : SAMPLE) {
            float[] a = A.numbers(tensor);
            float[] b = B.numbers(tensor);
            ByteBuffer expected = ByteBuffer.allocate(2 * ELEMENTS).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < ELEMENTS; i++) {
                float half = 0.5f * a[i];
                float other = 0.5f * b[i];
                expected.putShort(Half.bits(half + other));
            }
            if (!Arrays.equals(expected.array(), RandomModel.read(merged, tensor, 2 * ELEMENTS))) {
                throw new IllegalStateException("tensor " + tensor + " is not the sum");
            }
        }
    }

    /** The most that was resident since the process began, as Linux counts it: mapped files included. */
    private static long peak(AtelierProcess service) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + service.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static String megabytesPerSecond(double[] seconds) {
        double slowest = Arrays.stream(seconds).max().orElseThrow();
        double fastest = Arrays.stream(seconds).min().orElseThrow();
        return String.format(
                Locale.ROOT,
                "%.0f MB/s (%.0f to %.0f)",
                BYTES / 1e6 / median(seconds),
                BYTES / 1e6 / slowest,
                BYTES / 1e6 / fastest);
    }

    private static double median(double[] seconds) {
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
