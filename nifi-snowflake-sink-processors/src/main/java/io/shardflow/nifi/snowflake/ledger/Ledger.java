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
package io.shardflow.nifi.snowflake.ledger;

/**
 * The ledger that was found or made at start.
 *
 * @param id LEDGER_ID of the guard row; another one in its place means that somebody replaced the ledger
 * @param targetCreated creation time of the target at start
 */
record Ledger(String id, String targetCreated) {

    /** What is said when it is not there any more: whoever made another one now would not know what the others do. */
    static final String GONE =
            "The ledger beside the target disappeared or was replaced during the run, or the role may no"
                    + " longer see it. Stop all writers of this table, grant the right if it is missing, then start them again: a"
                    + " ledger that is gone is made anew and rows that are there are recognised.";
}
