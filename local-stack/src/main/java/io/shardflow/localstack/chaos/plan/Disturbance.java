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
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Something that goes wrong, or that an operator does. Nodes are counted from 0. */
public sealed interface Disturbance {

    /** Names all that are alike, whenever, on whom and for how long they happen: recovery times are compared by it. */
    String kind();

    /** What it needs for itself. */
    Set<Place> places();

    /** What has to work meanwhile, also for others. */
    default Set<Place> shared() {
        return Set.of();
    }

    /** Whether both can happen at once: neither needs for itself what the other needs. */
    default boolean goesWith(final Disturbance other) {
        return Collections.disjoint(places(), other.places())
                && Collections.disjoint(places(), other.shared())
                && Collections.disjoint(shared(), other.places());
    }

    /** How long it lasts; zero if it is done at once. */
    default Duration time() {
        return Duration.ZERO;
    }

    /** For people: kind, on whom, how long. */
    default String text() {
        return time().isZero() ? kind() : String.format(Locale.ROOT, "%s for %.1f s", kind(), time().toMillis() / 1e3);
    }

    /** It happens to one NiFi. */
    sealed interface AtNode extends Disturbance {

        int node();

        @Override
        default Set<Place> places() {
            return Set.of(Place.ofNode(node()));
        }

        @Override
        default String text() {
            return Disturbance.super.text() + ", node " + (node() + 1);
        }
    }

    /** What is done to one NiFi, or to a processor in it, and undone after the time. */
    record NodeTrouble(NodeAction action, int node, Duration time) implements AtNode {

        @Override
        public String kind() {
            return action.toString();
        }
    }

    /** kill -9 of a NiFi exactly before or after a call has its effect. */
    record KillAt(Moment moment, boolean after, int node) implements AtNode {

        @Override
        public String kind() {
            return "kill -9 " + (after ? "after " : "before ") + moment;
        }

        /** What comes only when records are delivered again takes the other node, too. */
        @Override
        public Set<Place> places() {
            return isDeliveredAgain() ? EnumSet.of(Place.FIRST_NODE, Place.SECOND_NODE) : AtNode.super.places();
        }

        @Override
        public Set<Place> shared() {
            return isDeliveredAgain()
                    ? EnumSet.of(Place.DYNAMODB, moment.backend().place())
                    : Set.of(moment.backend().place());
        }

        private boolean isDeliveredAgain() {
            return moment.provocation() == Moment.Provocation.DELIVERED_AGAIN;
        }
    }

    /**
     * Freeze of a NiFi that has just made a call: it goes on when others have taken its shards over.
     *
     * @param withoutCheckpoints whether it has written none for a while, so that the others deliver again what it is loading
     */
    record FreezeAt(Moment moment, boolean withoutCheckpoints, int node, Duration time) implements AtNode {

        @Override
        public String kind() {
            return "freeze at " + moment;
        }

        @Override
        public String text() {
            return AtNode.super.text() + (withoutCheckpoints ? ", no checkpoint before" : "");
        }

        @Override
        public Set<Place> shared() {
            return withoutCheckpoints
                    ? EnumSet.of(Place.DYNAMODB, moment.backend().place())
                    : Set.of(moment.backend().place());
        }
    }

    /** A service stands still, or ends and comes back with its data. */
    record ServiceTrouble(Backend backend, Way way, Duration time) implements Disturbance {

        /** What is done to it. */
        public enum Way {
            FREEZE("freeze of "),
            KILL("kill -9 of "),
            STOP("stop of ");

            private final String text;

            Way(final String text) {
                this.text = text;
            }
        }

        @Override
        public String kind() {
            return way.text + backend;
        }

        @Override
        public Set<Place> places() {
            if (backend == Backend.KINESIS) {
                // nothing is put while it is down, and others wait for records
                return way == Way.STOP ? EnumSet.allOf(Place.class) : EnumSet.of(Place.KINESIS, Place.PRODUCER);
            }
            return Set.of(backend.place());
        }
    }

    /**
     * Calls of one NiFi to a service meet a fault.
     *
     * @param operation one of the service's, or all
     */
    record CallTrouble(Backend backend, String operation, CallFault fault, int node, Duration time) implements AtNode {

        @Override
        public String kind() {
            return backend + ": " + fault;
        }

        @Override
        public Set<Place> shared() {
            return Set.of(backend.place());
        }

        @Override
        public String text() {
            return AtNode.super.text() + (operation.equals(Backend.EVERY_OPERATION) ? "" : ", " + operation);
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
            return Set.of(Place.KINESIS, Place.PRODUCER);
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

        boolean isReset() {
            return this == RESET_BY_NAME || this == RESET_BY_TABLE || this == TRUNCATE_AND_RESET;
        }

        /** All writers have to be stopped, and every service has to answer; the column is added while they run. */
        @Override
        public Set<Place> places() {
            return this == ADD_COLUMN ? Set.of(Place.SNOWFLAKE) : EnumSet.allOf(Place.class);
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
            return Set.of(Place.PRODUCER);
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
            return Set.of(Place.SNOWFLAKE);
        }

        @Override
        public String text() {
            return Disturbance.super.text() + ", " + ahead.toMinutes() + " min ahead";
        }
    }
}
