// Photos in a notice: they open large.
import "./placed_gone.js";
import { start } from "./photos_large.js";

start();
