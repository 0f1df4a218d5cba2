package dev.atelier.bootstrap.keys;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Manages the installation's API keys, on its database, without the service. */
@Command(
        name = "keys",
        description = {
            "Manage API keys, on the database that the settings name.",
            "On an embedded database (H2) the service has to be stopped meanwhile; on PostgreSQL it need not."
        },
        subcommands = {AddKeyCommand.class, ListKeysCommand.class, RevokeKeyCommand.class},
        mixinStandardHelpOptions = true)
public final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with the keys: add, list or revoke");
    }
}
