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
package io.shardflow.nifi.kinesis.manage;

/** Nothing is changed further. The message names cause and remedy, and says if something was begun; it is a bulletin as it is. */
final class ChangeRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    ChangeRefusedException(final String message) {
        super(message);
    }

    ChangeRefusedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
