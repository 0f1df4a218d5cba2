package dev.atelier.bootstrap.demo;

import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.persistence.access.DefaultApiKey;
import io.micronaut.context.ApplicationContext;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows that the whole service works: a throw-away installation with the demo node, and one picture through its API. */
@Command(
        name = "demo",
        description = "Paint one picture through the documented API, with a throw-away service and the demo node.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--prompt",
            defaultValue = "a cute panda",
            description = "What to paint (default: ${DEFAULT-VALUE}).")
    private String prompt;

    @Option(
            names = "--out",
            defaultValue = "atelier-demo.png",
            description = "Where the picture goes (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws Exception {
        requireWritable();
        Path data = Files.createTempDirectory("atelier-demo");
        try {
            walk(data);
        } finally {
            deleteAll(data);
        }
        return 0;
    }

    private void walk(Path data) throws Exception {
        StepPrinter stepPrinter = new StepPrinter(System.out);
        try (ApplicationContext context = stepPrinter.take(
                "service started", () -> AtelierContext.builder(settings(data)).start())) {
            EmbeddedServer server = stepPrinter.take(
                    "listening", () -> context.getBean(EmbeddedServer.class).start());
            DemoClient client = new DemoClient(
                    server.getURI(), context.getBean(DefaultApiKey.class).value(), context.getBean(JsonMapper.class));
            new DemoScenario(client, stepPrinter).generate(prompt, out);
        }
        System.out.println("Painted " + out.toAbsolutePath().normalize() + " in " + stepPrinter.total());
    }

    /** What a person may have set for a real installation is not for the demo to touch. */
    private static Map<String, Object> settings(Path data) {
        return Map.ofEntries(
                Map.entry("logger.levels.root", "WARN"),
                Map.entry("atelier.data-dir", data.toString()),
                Map.entry("atelier.host", "127.0.0.1"),
                Map.entry("atelier.port", -1),
                Map.entry("atelier.api-key", ""),
                Map.entry("atelier.secrets.api-key", ""),
                Map.entry("atelier.secrets.database", ""),
                Map.entry("atelier.public-url", ""),
                Map.entry("atelier.backend", "local-gpu"),
                Map.entry("atelier.store", "file"),
                Map.entry("atelier.local-gpu.nodes", ""),
                Map.entry("atelier.database.url", "${atelier.database.embedded}"));
    }

    private void requireWritable() throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        if (prompt.isBlank()) {
            throw new IllegalArgumentException(
                    "--prompt is empty; say what to paint, for example --prompt \"red apple\"");
        }
        if (Files.isDirectory(out) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IOException("--out " + out + " cannot be written; name a file in a folder that exists");
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
