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
package io.shardflow.localstack.faults;

import java.time.Duration;

/** What a {@link FaultProxy} does to a call instead of, or besides, passing it on. */
public sealed interface Fault {

    /**
     * The service's refusal, in the protocol of the call.
     *
     * @param status HTTP status, 400 to 599
     * @param code AWS error code, such as AccessDeniedException
     */
    record Refusal(int status, String code, String message) implements Fault {}

    /** The call is taken and answered with status 200, and with bytes that are no answer in the protocol of the call. */
    record Gibberish() implements Fault {}

    /** The call is taken and never answered; when the fault is cleared, the connection is closed. */
    record Silence() implements Fault {}

    /** The call is taken and the connection closed without an answer. */
    record HangUp() implements Fault {}

    /** The call is passed on after a while. */
    record Delay(Duration time) implements Fault {}

    /**
     * The call is passed on, and its answer held back for as long as its body would take at this rate: the more is asked
     * for, the longer nothing comes.
     */
    record Slowness(int bytesPerSecond) implements Fault {}

    /**
     * The call is passed on, and the connection closed in the middle of the answer's body.
     *
     * @param bytes of the body that get through; an answer that is not longer arrives whole
     */
    record Truncation(int bytes) implements Fault {}

    /** The action is run, then the connection closed: the call never arrives. */
    record BeforeCall(Runnable action) implements Fault {}

    /** The action is run, then the call is passed on as if nothing were. */
    record Meanwhile(Runnable action) implements Fault {}

    /** The call is passed on; when its answer is there the action is run and the connection closed: the caller never gets it. */
    record AfterCall(Runnable action) implements Fault {}

    /** The call is passed on twice, as by a network that repeats what it has delivered; the second answer goes back. */
    record Repetition() implements Fault {}
}
