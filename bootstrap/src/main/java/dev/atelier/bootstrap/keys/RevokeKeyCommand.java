package dev.atelier.bootstrap.keys;

import dev.atelier.application.access.RevokeApiKey;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a key back. */
@Command(
        name = "revoke",
        description = "Take a key back: from now on it admits nobody.",
        mixinStandardHelpOptions = true)
final class RevokeKeyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "What the key is called.")
    private String name;

    @Override
    public void run() {
        CliApplicationContext.with(context -> {
            context.getBean(RevokeApiKey.class).revoke(name);
            return null;
        });
        PrintWriter out = spec.commandLine().getOut();
        out.println("API key " + name + " is revoked.");
        out.flush();
    }
}
