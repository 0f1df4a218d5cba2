package dev.atelier.bootstrap.keys;

import dev.atelier.bootstrap.context.CliApplicationContext;
import io.micronaut.context.ApplicationContext;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Manages API keys in the installation's database, without the service. */
@Command(
        name = "keys",
        description = {
            "Manage API keys in the database that the settings name.",
            "With an embedded database (H2) stop the service first; with PostgreSQL it may run."
        },
        subcommands = {AddKeyCommand.class, ListKeysCommand.class, RotateKeyCommand.class, RevokeKeyCommand.class},
        mixinStandardHelpOptions = true)
public final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs the action on a context and closes it. */
    static <T> T with(Function<ApplicationContext, T> action) {
        return CliApplicationContext.with(
                ", or give keys in the settings (atelier.api-keys), or keep the rows in PostgreSQL, where keys can be"
                        + " managed while the service runs",
                action);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing subcommand: add, list, rotate or revoke");
    }
}
