/** Events of jobs, endpoints, checkpoints and trainings, and the streams that send them to clients. */
package dev.atelier.application.event;
