package dev.atelier.bootstrap;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.persistence.access.DefaultApiKey;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** Runs the service until it is told to end. */
@Command(
        name = "serve",
        description = "Run the service in the foreground (the default).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {

    @Override
    public void run() {
        ApplicationContext context = AtelierContext.builder(Map.of()).start();
        CountDownLatch ended = new CountDownLatch(1);
        // Ctrl-C and SIGTERM come here: running pictures are waited for, and what waits stays queued.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            context.close();
                            ended.countDown();
                        },
                        "shutdown"));
        announce(context, context.getBean(EmbeddedServer.class).start());
        awaitQuietly(ended);
    }

    private static void announce(ApplicationContext context, EmbeddedServer server) {
        // In one piece, so that whoever waits for the first line finds the others too.
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
