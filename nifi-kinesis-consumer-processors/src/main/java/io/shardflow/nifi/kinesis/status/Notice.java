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
package io.shardflow.nifi.kinesis.status;

import java.time.Duration;
import java.util.List;

/**
 * Something that has to be said now.
 *
 * @param calls that are concerned, in order, at least one
 * @param failure the latest of them
 * @param since how long ago the first of them failed
 */
public record Notice(State state, List<Call> calls, Failure failure, Duration since) {

    /** What has become of the cause. */
    public enum State {
        FAILS,
        WORKS_AGAIN,
        /** Not tried for a while, so that nothing shows whether it would work. */
        NOT_TRIED
    }

    public Notice {
        calls = List.copyOf(calls);
    }
}
