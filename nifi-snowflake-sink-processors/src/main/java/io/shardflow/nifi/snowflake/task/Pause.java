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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.load.LoadOutcome;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.regex.Pattern;

/** Why the rest of the FlowFiles stays in the queue. */
public sealed interface Pause {

    /** Another task of this node has the same shards in hand; nothing to report. */
    record Busy() implements Pause {}

    /** The processor is being stopped; nothing to report. */
    record Stopped() implements Pause {}

    /**
     * @param cause names the kind of trouble, the same for every try that fails alike
     * @param lasting whether somebody has to act
     */
    record Troubled(String cause, String message, boolean lasting) implements Pause {

        /** Names that Snowflake or we make anew for each try: of queries, incidents and temporary tables. */
        private static final Pattern NUMBERS = Pattern.compile("[0-9A-Fa-f-]{8,}");

        /** What somebody has to mend: when that is done, the next thing that is missing is another cause. */
        static Troubled lasting(final String kind, final String message) {
            return new Troubled(kind + ' ' + NUMBERS.matcher(message).replaceAll("#"), message, true);
        }
    }

    static Pause of(final LoadOutcome.NotYet notYet) {
        return switch (notYet.reason()) {
            case BUSY -> new Busy();
            case STOPPED -> new Stopped();
            case LOCKED, CONFLICT, SESSION_LOST, TRANSIENT ->
                new Troubled(notYet.reason().name(), notYet.message(), false);
        };
    }

    static Pause of(final WarehouseException e) {
        return switch (e.kind()) {
            case STOPPED -> new Stopped();
            case PERMANENT, LEDGER_GONE, DATA_REJECTED ->
                Troubled.lasting(e.kind().name(), e.getMessage());
            case LOCK_TIMEOUT, SESSION_LOST, TRANSIENT -> new Troubled(e.kind().name(), e.getMessage(), false);
        };
    }
}
