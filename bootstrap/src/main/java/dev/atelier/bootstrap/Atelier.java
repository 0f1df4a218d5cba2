package dev.atelier.bootstrap;

import dev.atelier.bootstrap.database.DatabaseCommand;
import dev.atelier.bootstrap.demo.DemoCommand;
import dev.atelier.bootstrap.keys.KeysCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point: {@code serve} (default), {@code demo}, {@code keys} or {@code database}. */
@Command(
        name = "atelier",
        description = "One REST API in front of any Stable Diffusion compute.",
        footer = {"", "serve --help lists options of the service; docs/settings.md has all settings."},
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            KeysCommand.class,
            DatabaseCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Atelier implements Runnable {

    public static void main(String[] args) {
        System.exit(new CommandLine(new Atelier())
                .setExecutionExceptionHandler(new ConciseExceptionHandler())
                .execute(args));
    }

    @Override
    public void run() {
        new ServeCommand().run();
    }
}
