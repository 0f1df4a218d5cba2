package dev.atelier.bootstrap.store;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Works on the installation's files, without the service. */
@Command(
        name = "store",
        description = "Move the files that the service has stored.",
        subcommands = CopyStoreCommand.class,
        mixinStandardHelpOptions = true)
public final class StoreCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing subcommand: copy");
    }
}
