package dev.atelier.bootstrap.benchmark;

import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.AtelierProcess;
import dev.atelier.bootstrap.Trainings;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the console's pages take with many jobs and models in the database: each page of the navigation and one of each
 * kind that it leads to, pictures included.
 */
record PageLatency(Path folder) {

    private static final int JOBS = 100_000;
    private static final int MODELS = 500;
    private static final int REQUESTS = 100;

    private static final Pattern LINK = Pattern.compile("(?:href|src|hx-get)=\"(/console[^\"#]*)\"");
    private static final String WHICH = "[0-9a-f]{8}-[0-9a-f-]{27}|(?<=[=/])[0-9]+\\b|(?<=before=)[^&]+";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    void measure(Table table) {
        Path data = folder.resolve("data");
        try (WebUiSimulator node = WebUiSimulator.start()) {
            try (AtelierProcess service = start(data, node)) {
                service.client().endpoint("pages", "Async", 1);
                String job =
                        service.client().createJob("Async", WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"a page\"}");
                service.client().start(job);
                service.client().awaitEnd(job, Duration.ofMinutes(1));
                new Trainings(service.client()).uploadBase();
            }
            fill(data);
            try (AtelierProcess service = start(data, node)) {
                measure(service, table);
            }
        }
    }

    private static AtelierProcess start(Path data, WebUiSimulator node) {
        return AtelierProcess.in(data)
                .with("ATELIER_LOCAL_GPU_NODES", node.url())
                .start();
    }

    private static void fill(Path data) {
        try (RowCopies rows = RowCopies.of(data)) {
            String ago = "dateadd('second', -25 * x, ";
            rows.add(
                    "inference_job",
                    "true",
                    JOBS,
                    Map.of(
                            "id", "random_uuid()",
                            "created", ago + "created)",
                            "started", ago + "started)",
                            "completed", ago + "completed)"));
            String id = "cast('00000000-0000-4000-8000-' || lpad(x, 12, '0') as uuid)";
            rows.add(
                    "checkpoint",
                    "id = (select checkpoint_id from checkpoint_file where name = 'base.safetensors')",
                    MODELS,
                    Map.of("id", id, "created", ago + "created)"));
            String ofModel =
                    "checkpoint_id = (select checkpoint_id from checkpoint_file where name = 'base.safetensors')";
            String name = "'model-' || x || '.safetensors'";
            rows.add("checkpoint_access", ofModel, MODELS, Map.of("checkpoint_id", id));
            rows.add("checkpoint_file", ofModel, MODELS, Map.of("checkpoint_id", id, "name", name, "held_name", name));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void measure(AtelierProcess service, Table table) {
        String session = signIn(service);
        ApiClient client = service.client();
        long ping = p95(() -> client.get("/ping").data(200));
        links(service, session).values().forEach(path -> {
            long page = p95(() -> get(service.url().resolve(path), session));
            table.row("`" + path + "`, p95", Table.millis(page), "`/ping`: " + Table.millis(ping), "");
        });
    }

    /** By what they lead to, whichever object of a kind that is. */
    private static Map<String, String> links(AtelierProcess service, String session) {
        Map<String, String> found = new LinkedHashMap<>();
        found.put("/console", "/console");
        follow(service, session, "/console", found);
        Map.copyOf(found).values().forEach(path -> follow(service, session, path, found));
        return found;
    }

    private static void follow(AtelierProcess service, String session, String path, Map<String, String> found) {
        HttpResponse<String> page = get(service.url().resolve(path), session);
        Matcher link = LINK.matcher(page.body());
        while (link.find()) {
            String target = link.group(1).replace("&amp;", "&");
            found.putIfAbsent(target.replaceAll(WHICH, "*"), target);
        }
    }

    private static long p95(Runnable request) {
        Samples.of(REQUESTS / 5, i -> request.run());
        return Samples.of(REQUESTS, i -> request.run()).percentile(95);
    }

    private static String signIn(AtelierProcess service) {
        HttpRequest form = HttpRequest.newBuilder(service.url().resolve("/console/sign-in"))
                .header("Origin", service.url().toString())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("user=&secret=" + AtelierProcess.KEY))
                .build();
        return send(form).headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    private static HttpResponse<String> get(URI page, String session) {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(page).header("Cookie", session).build());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(page + ": " + answer.statusCode());
        }
        return answer;
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
