package dev.atelier.rest.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.usage.UsageDimension;
import dev.atelier.application.usage.UsageTotal;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.math.BigDecimal;

/**
 * What the jobs with these values used; what group_by does not name is left out.
 *
 * @param day the day in UTC on which they ended
 * @param model the checkpoint that they generated with; empty where they needed none
 * @param endpoint the name of their endpoint
 * @param succeeded how many jobs succeeded
 * @param failed how many failed
 * @param canceled how many were canceled, or deleted while they were in progress
 * @param images how many images they made
 * @param gpuSeconds for how many seconds GPU nodes worked on them; on SageMaker, from their start to their end
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record UsageView(
        @Nullable String day,
        @Nullable String user,
        @Nullable String model,
        @Nullable String endpoint,
        long succeeded,
        long failed,
        long canceled,
        long images,
        @JsonProperty("gpu_seconds") BigDecimal gpuSeconds) {

    private static final int MILLIS = 3;

    static UsageView of(UsageTotal total) {
        return new UsageView(
                total.values().get(UsageDimension.DAY),
                total.values().get(UsageDimension.USER),
                total.values().get(UsageDimension.MODEL),
                total.values().get(UsageDimension.ENDPOINT),
                total.succeeded(),
                total.failed(),
                total.canceled(),
                total.images(),
                BigDecimal.valueOf(total.computeTime().toMillis(), MILLIS));
    }
}
