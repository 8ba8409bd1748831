/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.chaos.plan;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Something that goes wrong, or that an operator does. Nodes are counted from 0. */
public sealed interface Disturbance {

    /** Names all that are alike, whenever, on whom and for how long they happen: recovery times are compared by it. */
    String kind();

    /** What it needs for itself. */
    Set<Place> places();

    /** How long it lasts; zero if it is done at once. */
    default Duration time() {
        return Duration.ZERO;
    }

    /** For people: kind, on whom, how long. */
    default String text() {
        return time().isZero() ? kind() : String.format(Locale.ROOT, "%s for %.1f s", kind(), time().toMillis() / 1e3);
    }

    /** What is done to one NiFi, or to a processor in it, and undone after the time. */
    record NodeTrouble(Action action, int node, Duration time) implements Disturbance {

        /** What is done. */
        public enum Action {
            KILL("kill -9 of NiFi"),
            STOP("stop of NiFi"),
            FREEZE("freeze of NiFi"),
            STOP_CONSUMER("stop of the consumer"),
            STOP_SINK("stop of the sink");

            private final String text;

            Action(final String text) {
                this.text = text;
            }
        }

        @Override
        public String kind() {
            return action.text;
        }

        @Override
        public Set<Place> places() {
            return Set.of(Place.ofNode(node));
        }

        @Override
        public String text() {
            return Disturbance.super.text() + ", node " + (node + 1);
        }
    }

    /** kill -9 of a NiFi exactly before or after a call has its effect. */
    record KillAt(Moment moment, boolean after, int node) implements Disturbance {

        @Override
        public String kind() {
            return "kill -9 " + (after ? "after " : "before ") + moment;
        }

        @Override
        public Set<Place> places() {
            return EnumSet.of(Place.ofNode(node), moment.backend().place());
        }

        @Override
        public String text() {
            return kind() + ", node " + (node + 1);
        }
    }

    /** Freeze of a NiFi that has just made a call: it goes on when others have taken its shards over. */
    record FreezeAt(Moment moment, int node, Duration time) implements Disturbance {

        @Override
        public String kind() {
            return "freeze at " + moment;
        }

        @Override
        public Set<Place> places() {
            return EnumSet.of(Place.ofNode(node), moment.backend().place());
        }

        @Override
        public String text() {
            return Disturbance.super.text() + ", node " + (node + 1);
        }
    }

    /** A service stands still, or is killed and comes back with its data. */
    record ServiceTrouble(Backend backend, boolean restart, Duration time) implements Disturbance {

        @Override
        public String kind() {
            return (restart ? "kill -9 of " : "freeze of ") + backend;
        }

        @Override
        public Set<Place> places() {
            return backend == Backend.KINESIS ? EnumSet.of(Place.KINESIS, Place.PRODUCER) : EnumSet.of(backend.place());
        }
    }

    /**
     * Calls of one NiFi to a service meet a fault.
     *
     * @param operation one of the service's, or all
     */
    record CallTrouble(Backend backend, String operation, CallFault fault, int node, Duration time)
            implements Disturbance {

        @Override
        public String kind() {
            return backend + ": " + fault;
        }

        @Override
        public Set<Place> places() {
            return EnumSet.of(Place.ofNode(node), backend.place());
        }

        @Override
        public String text() {
            return Disturbance.super.text() + ", node " + (node + 1)
                    + (operation.equals(Backend.EVERY_OPERATION) ? "" : ", " + operation);
        }
    }

    /**
     * The stream gets other shards.
     *
     * @param choice which shard is split, or merged with the next; not negative
     * @param shards open ones afterwards
     */
    record Reshard(Way way, int choice, int shards) implements Disturbance {

        /** By which call. */
        public enum Way {
            SPLIT("split"),
            MERGE("merge"),
            UPDATE_SHARD_COUNT("UpdateShardCount");

            private final String text;

            Way(final String text) {
                this.text = text;
            }
        }

        @Override
        public String kind() {
            return way.text;
        }

        @Override
        public Set<Place> places() {
            return EnumSet.of(Place.KINESIS, Place.PRODUCER);
        }

        @Override
        public String text() {
            return kind() + ", " + shards + " shards then";
        }
    }

    /** What an operator does to state or table, as docs/state.md and docs/runbook.md say. */
    enum Upkeep implements Disturbance {
        RESET_BY_NAME("reset by name"),
        RESET_BY_TABLE("reset by table"),
        /** Rows come back only when the stream is read again, so a reset belongs to it. */
        TRUNCATE_AND_RESET("table truncated, reset by name"),
        ADD_COLUMN("column added"),
        DROP_LEDGER("ledger dropped");

        private final String text;

        Upkeep(final String text) {
            this.text = text;
        }

        @Override
        public String kind() {
            return text;
        }

        /** All writers have to be stopped, and every service has to answer; the column is added while they run. */
        @Override
        public Set<Place> places() {
            return this == ADD_COLUMN ? EnumSet.of(Place.SNOWFLAKE) : EnumSet.allOf(Place.class);
        }
    }

    /** Records that no table takes come between the others. */
    record DirtyRecords(Duration time) implements Disturbance {

        @Override
        public String kind() {
            return "dirty records";
        }

        @Override
        public Set<Place> places() {
            return EnumSet.of(Place.PRODUCER);
        }
    }

    /** Snowflake's clock goes ahead and comes back. */
    record ClockJump(Duration ahead, Duration time) implements Disturbance {

        @Override
        public String kind() {
            return "clock of Snowflake jumps";
        }

        @Override
        public Set<Place> places() {
            return EnumSet.of(Place.SNOWFLAKE);
        }

        @Override
        public String text() {
            return Disturbance.super.text() + ", " + ahead.toMinutes() + " min ahead";
        }
    }
}
