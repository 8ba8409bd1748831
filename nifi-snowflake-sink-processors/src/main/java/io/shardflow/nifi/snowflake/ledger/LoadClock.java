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

import java.time.Duration;

/** Time as the loader needs it, so that tests have their own. */
public interface LoadClock {

    /** As {@link System#nanoTime()}. */
    long nanoTime();

    /** Waits; another load may go on meanwhile. */
    void pause(Duration duration) throws InterruptedException;

    /** The machine's time; pauses by sleeping. */
    static LoadClock system() {
        return new LoadClock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void pause(final Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };
    }
}
