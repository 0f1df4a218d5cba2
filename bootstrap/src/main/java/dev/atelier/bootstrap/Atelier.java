package dev.atelier.bootstrap;

import dev.atelier.bootstrap.demo.DemoCommand;
import dev.atelier.bootstrap.keys.KeysCommand;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code serve} (also without a command), {@code demo} or {@code keys}. */
@Command(
        name = "atelier",
        description = "One REST API in front of any Stable Diffusion compute.",
        subcommands = {ServeCommand.class, DemoCommand.class, KeysCommand.class, CommandLine.HelpCommand.class},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Atelier implements Runnable {

    /** Whether a start prepares the installation; not so for commands that only look after it. */
    public static final String PREPARES = "atelier.prepares";

    private static final String DATA_FOLDER = "atelier.data-dir";

    public static void main(String[] args) {
        System.exit(new CommandLine(new Atelier())
                .setExecutionExceptionHandler(new OneSentence())
                .execute(args));
    }

    @Override
    public void run() {
        new ServeCommand().run();
    }

    /**
     * The service, ready to be started. Where its files lie is made absolute here, because H2 takes no other paths.
     *
     * @param overrides settings that win over environment and files
     */
    public static ApplicationContextBuilder service(Map<String, Object> overrides) {
        Map<String, Object> settings = new HashMap<>(overrides);
        settings.computeIfAbsent(
                DATA_FOLDER,
                setting -> System.getProperty(setting, System.getenv().getOrDefault("ATELIER_DATA_DIR", "data")));
        settings.computeIfPresent(
                DATA_FOLDER,
                (setting, folder) ->
                        Path.of(folder.toString()).toAbsolutePath().normalize().toString());
        return ApplicationContext.builder()
                .mainClass(Atelier.class)
                .banner(false)
                .properties(settings);
    }
}
