package dev.atelier.bootstrap.keys;

import dev.atelier.application.access.RotateApiKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replaces a key's secret and prints the new one once. */
@Command(
        name = "rotate",
        description = "Give a key a new secret and show it once; standard output has the secret alone.",
        mixinStandardHelpOptions = true)
final class RotateKeyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the key.")
    private String name;

    @Option(
            names = "--overlap",
            converter = Periods.Length.class,
            defaultValue = "0s",
            description = "How long the present secret works as well, up to 90d, for example 24h. Default: not at all.")
    private Duration overlap;

    @Option(
            names = "--expires",
            converter = Periods.Deadline.class,
            description = "When the new secret becomes invalid, as of keys add. Default: when the present one would.")
    private Instant expires;

    @Override
    public void run() {
        String key = KeysCommand.with(
                context -> context.getBean(RotateApiKey.class).rotate(name, overlap, Optional.ofNullable(expires)));
        NewSecret.print(spec, key, "This is the new secret of API key " + name);
    }
}
