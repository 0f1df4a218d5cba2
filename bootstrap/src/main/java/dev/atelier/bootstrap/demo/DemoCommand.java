package dev.atelier.bootstrap.demo;

import dev.atelier.application.util.DirectoryDeleter;
import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.persistence.access.DefaultApiKey;
import io.micronaut.context.ApplicationContext;
import io.micronaut.json.JsonMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Generates one image through the API of a temporary installation with the demo node. */
@Command(
        name = "demo",
        description = "Generate one image through the documented API, with a temporary service and the demo node.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--prompt",
            defaultValue = "a cute panda",
            description = "The prompt of the image (default: ${DEFAULT-VALUE}).")
    private String prompt;

    @Option(
            names = "--out",
            defaultValue = "atelier-demo.png",
            description = "The file to write (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws Exception {
        requireWritable();
        Path data = Files.createTempDirectory("atelier-demo");
        try {
            runScenario(data);
        } finally {
            DirectoryDeleter.remove(data);
        }
        return 0;
    }

    private void runScenario(Path data) throws Exception {
        StepPrinter stepPrinter = new StepPrinter(System.out);
        try (ApplicationContext context =
                stepPrinter.take("service started", () -> AtelierContext.start(settings(data)))) {
            EmbeddedServer server = stepPrinter.take(
                    "listening", () -> context.getBean(EmbeddedServer.class).start());
            DemoClient client = new DemoClient(
                    server.getURI(), context.getBean(DefaultApiKey.class).value(), context.getBean(JsonMapper.class));
            new DemoScenario(client, stepPrinter).generate(prompt, out);
        }
        System.out.println("Generated " + out.toAbsolutePath().normalize() + " in " + stepPrinter.total());
    }

    /** Overrides the settings of a real installation in the environment. */
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
                    "--prompt is empty; describe the image, for example --prompt \"red apple\"");
        }
        if (Files.isDirectory(out) || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IOException("--out " + out + " cannot be written; name a file in a folder that exists");
        }
    }
}
