package dev.atelier.persistence.inference;

import dev.atelier.application.inference.FairShare;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.RoleName;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How users share the queue for GPU nodes. All replicas need the same.
 *
 * @param enabled whether users are served in turn, within an endpoint and urgency; false: first come, first served. Default: true
 * @param weights {@code role=weight}: how many jobs a user with the role is given while another is given one, 1 to 1000; of
 *     several roles the greatest weight counts. Default: none, so all have 1
 */
@ConfigurationProperties("atelier.fair-share")
public record FairShareConfiguration(
        @Bindable(defaultValue = "true") boolean enabled,
        @Bindable(defaultValue = "") List<String> weights) {

    private static final String KEY = "atelier.fair-share.weights";

    public FairShareConfiguration {
        weights = weights.stream()
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
        share(enabled, weights);
    }

    FairShare share() {
        return share(enabled, weights);
    }

    private static FairShare share(boolean enabled, List<String> weights) {
        Map<RoleName, Integer> read = new HashMap<>();
        for (String entry : weights) {
            int equals = entry.lastIndexOf('=');
            try {
                RoleName role =
                        new RoleName(entry.substring(0, Math.max(equals, 0)).strip());
                if (read.put(role, Integer.valueOf(entry.substring(equals + 1).strip())) != null) {
                    throw new IllegalArgumentException(
                            KEY + " has role " + role + " twice; allowed is one weight for each");
                }
            } catch (NumberFormatException | InvalidRequestException e) {
                throw new IllegalArgumentException(
                        KEY + " has \"" + entry + "\"; allowed is role=weight, such as designer=4", e);
            }
        }
        try {
            return new FairShare(enabled, read);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(KEY + ": " + e.getMessage(), e);
        }
    }
}
