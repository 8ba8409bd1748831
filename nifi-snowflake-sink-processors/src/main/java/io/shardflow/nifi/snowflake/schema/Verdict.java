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
package io.shardflow.nifi.snowflake.schema;

/** Whether a value or a record can be loaded. */
public sealed interface Verdict {

    /** It lands, and what lands is what was sent. */
    Verdict FITS = Certain.FITS;

    /** No rule of ours covers it; Snowflake decides, and the load finds out. */
    Verdict LEFT_TO_SNOWFLAKE = Certain.LEFT_TO_SNOWFLAKE;

    /** Verdicts that need no words. */
    enum Certain implements Verdict {
        FITS,
        LEFT_TO_SNOWFLAKE
    }

    /**
     * The record is rejected. No text has anything of the value in it.
     *
     * @param column the column, or the field if it has none
     * @param cause what is wrong, as a clause
     * @param remedy what to do, as a clause
     */
    record Misfit(String column, String cause, String remedy) implements Verdict {

        /** For the envelope of a rejected record. */
        public String reason() {
            return column + ": " + cause + "; " + remedy;
        }
    }
}
