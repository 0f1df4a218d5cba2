package dev.atelier.bootstrap.keys;

import dev.atelier.application.access.AddApiKey;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates a key and prints it once. */
@Command(
        name = "add",
        description = "Create a key and show it once; standard output has the key alone.",
        mixinStandardHelpOptions = true)
final class AddKeyCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the key: letters, digits, dots, hyphens, underscores.")
    private String name;

    @Option(names = "--user", description = "Bind the key to this user: it cannot act for other users.")
    private String user;

    @Option(
            names = "--expires",
            converter = Periods.Deadline.class,
            description = "When it becomes invalid: 90d from now, 2027-01-31 or 2027-01-31T12:00:00Z. Default: never.")
    private Instant expires;

    @Override
    public void run() {
        Optional<UserName> boundTo = Optional.ofNullable(user).map(UserName::new);
        String key = KeysCommand.with(
                context -> context.getBean(AddApiKey.class).add(name, boundTo, Optional.ofNullable(expires)));
        NewSecret.print(spec, key, "This is API key " + name);
    }
}
