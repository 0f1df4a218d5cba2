package dev.atelier.bootstrap;

import dev.atelier.bootstrap.database.DatabaseCommand;
import dev.atelier.bootstrap.demo.DemoCommand;
import dev.atelier.bootstrap.keys.KeysCommand;
import dev.atelier.bootstrap.store.StoreCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point: {@code serve} (default), {@code demo}, {@code keys}, {@code database} or {@code store}. */
@Command(
        name = "atelier",
        description = "One REST API in front of any Stable Diffusion compute.",
        footer = {"", "serve --help lists options of the service; docs/settings.md has all settings."},
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            KeysCommand.class,
            DatabaseCommand.class,
            StoreCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Atelier implements Runnable {

    private static final String COMMON_POOL_SIZE = "java.util.concurrent.ForkJoinPool.common.parallelism";

    public static void main(String[] args) {
        ensureCommonPool();
        System.exit(new CommandLine(new Atelier())
                .setExecutionExceptionHandler(new ConciseExceptionHandler())
                .execute(args));
    }

    /**
     * The JDK's HTTP client completes each call of a node in the common pool. Where that has fewer than two threads, as on two
     * processors, the JDK starts a thread for most calls instead (findings/httpclient-thread-per-call.sh). Comes before
     * anything that uses the pool.
     */
    private static void ensureCommonPool() {
        if (Runtime.getRuntime().availableProcessors() <= 2) {
            System.setProperty(COMMON_POOL_SIZE, System.getProperty(COMMON_POOL_SIZE, "2"));
        }
    }

    @Override
    public void run() {
        new ServeCommand().run();
    }
}
