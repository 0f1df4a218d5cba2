package dev.atelier.sagemaker.aws;

import dev.atelier.domain.InvalidRequestException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Allowed instance types: GPU types suited for Stable Diffusion, and those that the operator adds. */
public final class InstanceTypeAllowlist {

    private static final Set<String> USUAL = Stream.concat(
                    sizes("ml.g4dn.", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"),
                    sizes(
                            "ml.g5.",
                            "xlarge",
                            "2xlarge",
                            "4xlarge",
                            "8xlarge",
                            "12xlarge",
                            "16xlarge",
                            "24xlarge",
                            "48xlarge"))
            .collect(Collectors.toUnmodifiableSet());

    private final Set<String> allowed = new TreeSet<>(USUAL);

    public InstanceTypeAllowlist(Collection<String> extra) {
        allowed.addAll(extra);
    }

    /** @throws InvalidRequestException unless the type is allowed */
    public void require(String type) {
        if (!allowed.contains(type)) {
            throw new InvalidRequestException("instance type " + type + " is not one of " + allowed
                    + "; the setting atelier.aws.extra-instance-types allows others");
        }
    }

    private static Stream<String> sizes(String family, String... sizes) {
        return Stream.of(sizes).map(family::concat);
    }
}
