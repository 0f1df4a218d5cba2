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

/** Runs the service until the process is stopped. */
@Command(
        name = "serve",
        description = "Run the service in the foreground (the default).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Runnable {

    @Override
    public void run() {
        ApplicationContext context = AtelierContext.start(Map.of());
        CountDownLatch ended = new CountDownLatch(1);
        // Graceful shutdown on Ctrl-C and SIGTERM: waits for running jobs; queued jobs stay queued.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            context.close();
                            ended.countDown();
                        },
                        "shutdown"));
        announce(context, listen(context));
        awaitQuietly(ended);
    }

    private static EmbeddedServer listen(ApplicationContext context) {
        try {
            return context.getBean(EmbeddedServer.class).start();
        } catch (RuntimeException e) {
            throw AtelierContext.failed(e, Map.of());
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
