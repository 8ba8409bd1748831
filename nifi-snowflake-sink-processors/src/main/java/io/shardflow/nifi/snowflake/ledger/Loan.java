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

/** What has a session only as long as nobody else needs the connection. Asked by any thread. */
public interface Loan {

    /**
     * Somebody needs it: the session goes back before this returns, or when the statement that runs in it has ended. Throws nothing:
     * who asks has nothing to do with what the session was lent for.
     *
     * @return whether it has gone back now: not if it went before, has become one like any other, or a statement runs in it
     */
    boolean recall();

    /** Whether {@link #recall} would be in vain from now on. */
    boolean isOver();
}
