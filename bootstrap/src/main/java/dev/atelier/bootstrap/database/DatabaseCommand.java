package dev.atelier.bootstrap.database;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Works on the installation's database, without the service. */
@Command(
        name = "database",
        description = "Move the rows of the database that the settings name.",
        subcommands = CopyDatabaseCommand.class,
        mixinStandardHelpOptions = true)
public final class DatabaseCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing subcommand: copy");
    }
}
