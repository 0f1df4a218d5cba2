package dev.atelier.application.checkpoint;

/**
 * What users may have at the same time.
 *
 * @param perUser how many imports of one user may wait, run or be paused
 * @param credentials how many hosts one user may keep a secret for, and as many for all users
 */
public record ImportPolicy(int perUser, int credentials) {}
