/**
 * Merges models, a block of numbers at a time: {@code MergePlan} says from the headers what becomes of each tensor,
 * {@code SafetensorsMerger} does it, {@code MergeWorker} carries out what {@code JdbcMergeQueue} has in its queue.
 */
package dev.atelier.persistence.merge;
