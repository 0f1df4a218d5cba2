package dev.atelier.persistence.inference;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;

/** An option of a user as it is read. */
@MappedEntity("generation_option")
record GenerationOptionEntity(@Id String name, String content) {}
