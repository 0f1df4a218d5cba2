package dev.atelier.bootstrap.keys;

import dev.atelier.application.access.RevokeApiKey;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Revokes a key. */
@Command(
        name = "revoke",
        description = "Revoke a key: requests with it are rejected from now on.",
        mixinStandardHelpOptions = true)
final class RevokeKeyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the key.")
    private String name;

    @Override
    public void run() {
        KeysCommand.with(context -> {
            context.getBean(RevokeApiKey.class).revoke(name);
            return null;
        });
        PrintWriter out = spec.commandLine().getOut();
        out.println("API key " + name + " is revoked.");
        out.flush();
    }
}
