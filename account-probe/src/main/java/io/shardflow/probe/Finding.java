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
package io.shardflow.probe;

import java.time.Duration;
import java.util.List;

/**
 * A check that was made.
 *
 * @param sent statements or calls, in their order
 */
public record Finding(Check<?> check, Answer answer, List<String> sent, Duration took) {

    public Finding {
        sent = List.copyOf(sent);
    }

    boolean is(final Answer.Verdict verdict) {
        return answer.verdict() == verdict;
    }
}
