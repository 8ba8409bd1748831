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
package io.shardflow.nifi.kinesis.state;

/**
 * The consumer must stop and stay stopped until somebody acts. The message names the cause and the remedy; it goes to the
 * bulletin board as it is.
 */
public final class FatalStateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean newWorkerId;

    public FatalStateException(final String message) {
        this(message, false);
    }

    /** @param newWorkerId whether this worker's id is used elsewhere and must not be used again */
    public FatalStateException(final String message, final boolean newWorkerId) {
        super(message);
        this.newWorkerId = newWorkerId;
    }

    public boolean needsNewWorkerId() {
        return newWorkerId;
    }
}
