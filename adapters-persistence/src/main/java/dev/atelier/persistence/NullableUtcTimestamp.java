package dev.atelier.persistence;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** As {@link UtcTimestamp}, where there may be no time yet. Micronaut Data does not take the two annotations side by side. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
@Nullable
@TypeDef(type = DataType.OBJECT, converter = UtcInstantConverter.class)
public @interface NullableUtcTimestamp {}
