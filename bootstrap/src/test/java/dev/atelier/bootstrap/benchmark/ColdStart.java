package dev.atelier.bootstrap.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.lambda.ApiHandler;
import dev.atelier.bootstrap.lambda.FunctionProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** A new function's process to its first answer, with a database that has its tables, beside a JVM that does nothing. */
record ColdStart(Path folder) {

    private static final int RUNS = 5;
    private static final String PING = "{\"httpMethod\": \"GET\", \"path\": \"/ping\", \"headers\": {\"x-api-key\": \""
            + AtelierProcess.KEY + "\"}}";

    void measure(Table table) {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            Map<String, String> settings = Map.of(
                    "ATELIER_API_KEY",
                    AtelierProcess.KEY,
                    "ATELIER_DATA_DIR",
                    folder.resolve("data").toString(),
                    "ATELIER_DATABASE_URL",
                    postgres.getJdbcUrl("postgres", "postgres"),
                    "ATELIER_DATABASE_USERNAME",
                    "postgres",
                    "ATELIER_BACKEND",
                    "local-gpu",
                    "ATELIER_STORE",
                    "file");
            start(settings);
            Samples bare = Samples.of(RUNS, run -> StartupAndMemory.bareJvm());
            Samples starts = Samples.of(RUNS, run -> start(settings));
            row(table, "cold start of the function, median of " + RUNS, starts, bare, 50);
            row(table, "the same: slowest", starts, bare, 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void row(Table table, String what, Samples starts, Samples bare, int percentile) {
        long ours = starts.percentile(percentile);
        long theirs = bare.percentile(percentile);
        table.row(
                what,
                Table.seconds(ours),
                "a JVM that prints its version: " + Table.seconds(theirs),
                Table.ratio((double) ours / theirs));
    }

    private static void start(Map<String, String> settings) {
        try (FunctionProcess function = FunctionProcess.start(ApiHandler.class, settings)) {
            JsonNode answer = function.ready().invoke(PING);
            if (answer.path("statusCode").asInt() != 200) {
                throw new IllegalStateException(answer.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
