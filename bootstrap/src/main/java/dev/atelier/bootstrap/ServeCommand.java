package dev.atelier.bootstrap;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.persistence.access.DefaultApiKey;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the service until the process is stopped. Its options are settings, and take precedence over other sources. */
@Command(
        name = "serve",
        description = "Run the service in the foreground (the default).",
        footer = {
            "",
            "An option takes precedence over the environment variable of the same setting (atelier.port is ATELIER_PORT).",
            "docs/settings.md has all other settings; they are environment variables, system properties or in a file.",
            "Other accounts of the machine may see options: give passwords and keys in variables or files."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {

    /** Texts, so that a value is checked where that of a variable is, and rejected in the same words. */
    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; -1: a free one (atelier.port).")
    private String port;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on (atelier.host).")
    private String host;

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "Folder of the database, the files and the API key (atelier.data-dir).")
    private String dataDir;

    @Option(
            names = "--nodes",
            paramLabel = "URLS",
            description = "Base URLs of SD WebUI servers, separated by commas (atelier.local-gpu.nodes).")
    private String nodes;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = "JDBC URL, such as jdbc:postgresql://host/atelier (atelier.database.url).")
    private String databaseUrl;

    @Override
    public void run() {
        Map<String, Object> settings = settings();
        ApplicationContext context = AtelierContext.start(settings);
        CountDownLatch ended = new CountDownLatch(1);
        // Graceful shutdown on Ctrl-C and SIGTERM: waits for running jobs; queued jobs stay queued.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            context.close();
                            ended.countDown();
                        },
                        "shutdown"));
        announce(context, listen(context, settings));
        awaitQuietly(ended);
    }

    /** The settings that options give. */
    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("atelier.port", port);
        settings.put("atelier.host", host);
        settings.put("atelier.data-dir", dataDir);
        settings.put("atelier.local-gpu.nodes", nodes);
        settings.put("atelier.database.url", databaseUrl);
        settings.values().removeIf(Objects::isNull);
        return settings;
    }

    private static EmbeddedServer listen(ApplicationContext context, Map<String, Object> settings) {
        try {
            return context.getBean(EmbeddedServer.class).start();
        } catch (RuntimeException e) {
            throw AtelierContext.failed(e, settings);
        }
    }

    private static void announce(ApplicationContext context, EmbeddedServer server) {
        // One write, so that a reader of the first line can read the others, too.
        System.out.println(String.join(
                System.lineSeparator(),
                "Atelier serves " + server.getURL(),
                "API key: " + context.getBean(DefaultApiKey.class).place(),
                "Store: " + context.getBean(ModelStore.class),
                "Compute: " + context.getBean(BackendRegistry.class).description()));
    }

    private static void awaitQuietly(CountDownLatch ended) {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
