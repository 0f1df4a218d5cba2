package dev.atelier.bootstrap.keys;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Prints a new key: on standard output alone, so that scripts can take it from there. */
final class NewSecret {

    private NewSecret() {}

    static void print(CommandSpec spec, String key, String what) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(key);
        out.flush();
        PrintWriter explanation = spec.commandLine().getErr();
        explanation.println(what + "; it cannot be shown again. Clients send it as x-api-key.");
        explanation.flush();
    }
}
